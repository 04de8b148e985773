"""A morning in a headless browser: the list is cleared line by line, a date moved, a family written to."""

from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from backend.concerns.models import TaskKind
from tests.accessible import flaws
from tests.console.conftest import PASSWORD
from tests.console.test_browser import CHROMIUM, fits, page, site
from tests.console.test_today import opened, task
from tests.journeys.study import Study

__all__ = ["opened", "page", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SAID = {
    "zh-Hans": {
        "name": "lin.lan", "settled": "用别的办法处理了", "book": "约在这个时间", "later": "已推迟",
        "nothing": "还什么都没有改", "moved": "日期改好了", "unsent": "现在还没有发出", "sent": "已经发出",
    },
    "en": {
        "name": "zhou.ming", "settled": "Settled in another way", "book": "Booked for this time", "later": "Put off",
        "nothing": "Nothing is changed yet", "moved": "The date is set", "unsent": "Nothing is sent yet",
        "sent": "It is on its way",
    },
}  # fmt: skip


def enter(page: Page, site: str, language: str, width: int) -> dict[str, str]:
    """Signed in as whoever reads that language; what the pages say in it."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site}/console/sign-in?lang={language}")
    page.fill("#name", SAID[language]["name"])
    page.fill("#password", PASSWORD)
    page.click("main button")
    assert page.url.endswith("/console/today")
    return SAID[language]


def does(page: Page, number: int, act: str, **fields: str) -> None:
    """One act on a line, as typed."""
    form = page.locator(f"form[action$='/tasks/{number}/{act}']")
    form.locator("xpath=..").locator("summary").click()
    assert fits(page)
    for name, value in fields.items():
        if name == "outcome":
            form.locator(f"input[value='{value}']").check()
        elif name == "campus":
            form.locator("[name=campus]").select_option(value)
        else:
            form.locator(f"[name={name}]").fill(value)
    form.locator("button").click()


@pytest.mark.parametrize(("language", "width"), [("zh-Hans", 1280), ("en", 390)])
def test_a_morning_is_cleared_without_leaving_the_page(
    page: Page, site: str, opened: Any, engine: Engine, study: Study, language: str, width: int
) -> None:
    call, read = opened(TaskKind.CALL_BACK), opened(TaskKind.READ_MESSAGE, words="想问停车")
    [asked] = [each.number for each in study.open_tasks() if each.kind == TaskKind.BOOK_VISIT]
    said = enter(page, site, language, width)
    assert flaws(page) == []
    page.evaluate("window.stayed = true")
    does(page, call, "done", outcome="settled", note="妈妈在门诊说过了")
    page.locator(f"#t{call} .row__told", has_text=said["settled"]).wait_for()
    does(page, read, "put-off", note="等医生")
    page.locator(f"#t{read} .row__told", has_text=said["later"]).wait_for()
    does(page, asked, "done", outcome="booked", day="2026-12-15", hour="09:30", campus="zhujiang")
    page.locator(f"#t{asked} .row__told", has_text=said["book"]).wait_for()
    assert page.evaluate("window.stayed") is True
    assert task(engine, call).state == task(engine, asked).state == "done"


@pytest.mark.parametrize(("language", "width"), [("zh-Hans", 390), ("en", 1280)])
def test_an_infusion_is_moved_and_a_family_written_to(
    page: Page, site: str, study: Study, language: str, width: int
) -> None:
    said = enter(page, site, language, width)
    page.goto(f"{site}/console/families/F-001")
    assert fits(page)
    assert flaws(page) == []
    page.click("#date summary")
    page.select_option("#date-anchor", "GZ-001/infusion-1")
    page.fill("#date-day", "2026-12-07")
    page.fill("#date-reason", "首次输注")
    page.click("#date button")
    assert said["nothing"] in page.locator("main").inner_text()
    assert page.locator(".diff tbody tr").count() > 0
    assert fits(page)
    page.click("main .btn--go")
    assert said["moved"] in page.locator("main").inner_text()
    page.click("#write summary")
    page.select_option("#write-to", index=1)
    page.fill("#write-zh", "请带上单子。")
    page.fill("#write-en", "Please bring the form.")
    page.click("#write button")
    assert said["unsent"] in page.locator("main").inner_text()
    assert fits(page)
    page.click("main .btn--go")
    assert said["sent"] in page.locator("main").inner_text()
