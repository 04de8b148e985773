"""A parent's first minute in a headless browser as large as a phone: from the card's address to an answered visit."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from backend.mobile.card import card_address
from backend.schedule.visit_state import VisitStatus
from tests.accessible import fits, flaws
from tests.journeys.study import FATHER, MOTHER, Study
from tests.mobile.browsing import follow, small_targets
from tests.mobile.conftest import Cards

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SAID = {
    "zh-Hans": {
        "who": MOTHER, "locale": "zh-CN", "ask": "发给我验证码", "open": "打开", "next": "下次来院",
        "come": "我们会来", "kept": "记下了：您会来", "state": "您已确认", "calendar": "日历", "messages": "消息",
        "reach": "找人", "settings": "语言和设备", "traditional": "您已確認",
    },
    "en": {
        "who": FATHER, "locale": "en-GB", "ask": "Send me a code", "open": "Open", "next": "Next visit",
        "come": "We will come", "kept": "You have said that you come", "state": "You said you come",
        "calendar": "Calendar", "messages": "Messages", "reach": "Reach us", "settings": "Language and devices",
        "traditional": "您已確認",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "script"), [("zh-Hans", False), ("en", True)])
def test_from_the_cards_address_to_an_answered_visit(
    open_page: Callable[..., Page], site: str, study: Study, cards: Cards, language: str, script: bool
) -> None:
    said = SAID[language]
    page = open_page(locale=said["locale"], java_script_enabled=script)
    page.goto(card_address(site, cards.card(said["who"])))
    assert urlsplit(page.url).path == "/family/door", "the key does not stay in the address bar"
    follow(page, f"button:has-text('{said['ask']}')")
    page.fill("#code", cards.code())
    follow(page, f"button:has-text('{said['open']}')")
    page.goto(f"{site}/family?lang={language}")
    page.get_by_role("heading", name=said["next"]).wait_for()
    follow(page, f"button:has-text('{said['come']}')")
    page.locator(".kept", has_text=said["kept"]).wait_for()
    page.locator(".tag", has_text=said["state"]).wait_for()
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED
    follow(page, ".langs a[lang='zh-Hant']")
    page.locator(".tag", has_text=said["traditional"]).wait_for()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_page_fits_a_phone_and_a_thumb_and_is_accessible(
    open_page: Callable[..., Page], site: str, cards: Cards, language: str
) -> None:
    said = SAID[language]
    page = open_page(locale=said["locale"])
    page.goto(card_address(site, cards.card(said["who"])))
    assert fits(page)
    assert flaws(page) == []
    follow(page, f"button:has-text('{said['ask']}')")
    assert fits(page)
    assert flaws(page) == []
    page.fill("#code", cards.code())
    follow(page, f"button:has-text('{said['open']}')")
    page.goto(f"{site}/family?lang={language}")
    assert flaws(page) == []
    for name in ("calendar", "messages", "reach", "settings"):
        follow(page, f"a:text-is('{said[name]}')")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert fits(page), (name, width)
            assert small_targets(page) == [], (name, width)
        assert flaws(page) == [], name
    for path in ("diary", "guides", "documents", "write"):
        page.goto(f"{site}/family/{path}")
        assert flaws(page) == [], path
    assert page.get_by_role("heading", level=1).count() == 1
