"""The quieter pages of the console in a headless browser: everybody can use them, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.accessible import fits, flaws
from tests.console.test_adherence import diaries
from tests.console.test_browser import CHROMIUM, page, site
from tests.console.test_today_browser import enter, passed_over
from tests.journeys.study import Study

__all__ = ["diaries", "page", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PAGES = (
    "content?show=open&kind=safety",
    "content/safety/safety-emergency",
    "content/load",
    "audit",
    "audit?family=F-001",
    "audit/check",
    "adherence",
    "adherence/pictures",
    "exports",
    "chat",
)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_page_reads_well_on_a_desk_and_on_a_phone(
    page: Page, site: str, diaries: Study, worry: Callable[..., int], language: str
) -> None:
    worry()
    enter(page, site, language, 1280)
    for path in PAGES:
        answer = page.goto(f"{site}/console/{path}")
        assert answer is not None
        assert answer.status == 200, path
        _unfold(page)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert fits(page), (path, width)
        assert flaws(page) == [], path
        page.set_viewport_size({"width": 1280, "height": 844})


def test_where_one_is_stays_in_sight_in_the_menu_of_a_phone(page: Page, site: str) -> None:
    enter(page, site, "en", 390)
    page.goto(f"{site}/console/content")
    assert fits(page)
    here = page.locator(".rail [aria-current]").bounding_box()
    assert here is not None
    assert here["x"] + here["width"] <= 390


def test_forms_of_every_page_are_come_to_by_keyboard(page: Page, site: str, worry: Callable[..., int]) -> None:
    number = worry()
    enter(page, site, "zh-Hans", 1280)
    for path in (f"concerns/{number}", "families/F-001", "families/F-001/people", "rota", "audit", "exports"):
        page.goto(f"{site}/console/{path}")
        _unfold(page)
        assert passed_over(page) == [], path


def test_a_refused_form_is_where_the_keyboard_goes_on(page: Page, site: str) -> None:
    enter(page, site, "en", 390)
    page.goto(f"{site}/console/families/F-001")
    page.click("#write summary")
    page.click("#write button")
    page.locator("#write .err").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "write-to"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top < innerHeight"), "in sight"


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
