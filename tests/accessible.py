"""Whether everybody can use a page, as far as a machine can tell: it fits, and axe finds nothing wrong with it.

Axe asks every rule of WCAG 2.2 at levels A and AA.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


def fits(page: Page) -> bool:
    """Whether nothing of the page lies beside the screen. A page still on its way is waited for."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def flaws(page: Page) -> list[str]:
    """Rule, how bad, and the elements; empty if there is nothing wrong. A page still on its way is waited for."""
    page.wait_for_load_state()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")  # or the dock lies over what is half in view
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']} ({each['impact']}): {[node['html'][:100] for node in each['nodes']]}" for each in found]
