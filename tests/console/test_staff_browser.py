"""More of a coordinator, in a headless browser: a diary told by phone, a family's people, the second step in."""

import pyotp
import pytest
from playwright.sync_api import Page

from backend.clock import SetClock
from tests.accessible import fits, flaws
from tests.console.conftest import PASSWORD
from tests.console.test_browser import CHROMIUM, page, site
from tests.console.test_today_browser import SAID as SAID_TODAY
from tests.console.test_today_browser import enter
from tests.console.test_transcribe import FAMILY, SHEET, evening
from tests.journeys.study import Study

__all__ = ["evening", "page", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SAID = {
    "zh-Hans": {"kept": "已经记下", "tell": "现在就告诉家长", "wishes": "意愿已记下", "tied": "已绑定验证器"},
    "en": {"kept": "It is kept", "tell": "Tell them now", "wishes": "The wishes are kept", "tied": "An app is tied"},
}


@pytest.mark.parametrize(("language", "width"), [("zh-Hans", 1280), ("en", 390)])
def test_a_diary_told_by_phone_a_wish_and_an_app(
    page: Page, site: str, evening: Study, clock: SetClock, language: str, width: int
) -> None:
    enter(page, site, language, width)
    said = SAID[language]
    page.goto(f"{site}{FAMILY}")
    page.click(f"a[href='{SHEET}']")
    assert flaws(page) == []
    assert fits(page)
    page.fill("#f-reason", "妈妈说的")
    page.check("[name=usual]")
    page.check("input[name='emergency.answer'][value=seizure]")
    page.fill("[name='temperature.amount']", "36.8")
    page.select_option("[name='temperature.place']", "armpit")
    page.select_option("[name='urine-colour.answer']", "pale")
    page.select_option("[name='kidney-medicine.answer']", "all")
    page.click(".sheet-of .btn--go")
    for words in (said["kept"], said["tell"]):
        page.get_by_text(words).first.wait_for()
    assert flaws(page) == []
    assert fits(page)
    page.click("a[href$='/correct']")
    assert flaws(page) == []
    assert fits(page)
    page.goto(f"{site}{FAMILY}/people")
    assert flaws(page) == []
    assert fits(page)
    page.click("#wishes-0 summary")
    page.select_option("#wishes-0-language", "en")
    page.click("#wishes-0 button")
    page.get_by_text(said["wishes"]).wait_for()
    page.goto(f"{site}/console/second-factor")
    assert flaws(page) == []
    assert fits(page)
    secret = (page.locator(".code.typed").text_content() or "").replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).at(clock.now()))
    page.click("main button")
    spare = page.locator(".spare li").all_inner_texts()
    assert len(spare) == 10
    assert flaws(page) == []
    assert fits(page)
    page.goto(f"{site}/console/second-factor")
    page.get_by_text(said["tied"]).wait_for()
    page.click("details summary")
    assert flaws(page) == []
    _comes_back_by_a_recovery_code(page, site, language, spare[0])


def _comes_back_by_a_recovery_code(page: Page, site: str, language: str, code: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/console/sign-in?lang={language}")
    page.fill("#name", SAID_TODAY[language]["name"])
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.click("details summary")
    assert flaws(page) == []
    assert fits(page)
    page.fill("#recovery", code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/today")
