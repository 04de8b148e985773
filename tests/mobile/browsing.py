"""What a test does in a headless browser as large as a phone."""

from playwright.sync_api import Page


def follow(page: Page, what: str) -> None:
    """Tap what leads to another page, and wait for it."""
    with page.expect_navigation():
        page.tap(what)


def small_targets(page: Page) -> list[str]:
    """Buttons, links of the dock and choices that a thumb would miss."""
    script = """() => [...document.querySelectorAll('button, .dock a, .pick, .input, .kids a')]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 48)
        .map(each => each.outerHTML.slice(0, 80))"""
    return list(page.evaluate(script))
