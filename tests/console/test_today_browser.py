"""A coordinator's day in a headless browser, in both languages: the list, a worry, a date, a text, figures, files."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from backend.concerns.models import TaskKind
from backend.diary.plan_windows import plan_behind
from tests.accessible import fits, flaws
from tests.console.conftest import PASSWORD
from tests.console.tasks import task
from tests.console.test_browser import CHROMIUM, page, site
from tests.journeys.study import Study, moment

__all__ = ["page", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SAID = {
    "zh-Hans": {
        "name": "lin.lan", "settled": "用别的办法处理了", "book": "约在这个时间", "later": "已推迟",
        "handed": "已转交", "mate": "zhou.ming", "nothing": "还什么都没有改", "moved": "日期改好了",
        "unsent": "现在还没有发出", "sent": "已经发出", "taken": "林岚已接手",
    },
    "en": {
        "name": "zhou.ming", "settled": "Settled in another way", "book": "Booked for this time", "later": "Put off",
        "handed": "Handed over", "mate": "lin.lan", "nothing": "Nothing is changed yet",
        "moved": "The date is set", "unsent": "Nothing is sent yet", "sent": "It is on its way",
        "taken": "周明 has it",
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
        elif name in ("campus", "to"):
            form.locator(f"[name={name}]").select_option(value)
        else:
            form.locator(f"[name={name}]").fill(value)
    form.locator("button").click()


def told(page: Page, number: int, words: str) -> None:
    page.locator(f"#t{number} .row__told", has_text=words).wait_for()


@pytest.mark.parametrize(("language", "width"), [("zh-Hans", 1280), ("en", 390)])
def test_a_day_at_the_console(
    page: Page,
    site: str,
    opened: Any,
    worry: Callable[..., int],
    engine: Engine,
    study: Study,
    language: str,
    width: int,
) -> None:
    call, read = opened(TaskKind.CALL_BACK), opened(TaskKind.READ_MESSAGE, words="想问停车")
    later, number = opened(TaskKind.CALL_BACK, key="2"), worry()
    [asked] = [each.number for each in study.open_tasks() if each.kind == TaskKind.BOOK_VISIT]
    said = enter(page, site, language, width)
    assert flaws(page) == []
    page.evaluate("window.stayed = true")
    does(page, call, "done", outcome="settled", note="妈妈在门诊说过了")
    told(page, call, said["settled"])
    does(page, read, "put-off", note="等医生")
    told(page, read, said["later"])
    does(page, later, "hand-over", to=said["mate"], note="请您打")
    told(page, later, said["handed"])
    does(page, asked, "done", outcome="booked", day="2026-12-15", hour="09:30", campus="zhujiang")
    told(page, asked, said["book"])
    assert page.evaluate("window.stayed") is True
    assert task(engine, call).state == task(engine, asked).state == "done"
    _takes_up(page, site, number, said)
    _moves_the_infusion(page, site, said)
    _writes(page, said)
    plan_behind(engine, pack=study.pack, live=False, clock=study.clock)
    study.clock.set(moment("2026-12-12 13:00"))
    enter(page, site, language, width)
    _opens_a_week(page, site)
    _exports(page, site)


def _takes_up(page: Page, site: str, number: int, said: dict[str, str]) -> None:
    page.goto(f"{site}/console/today")
    page.locator(f"form[action*='/concerns/{number}/'] button").first.click()
    page.goto(f"{site}/console/concerns/{number}")
    page.locator(".tag", has_text=said["taken"]).wait_for()
    assert fits(page)


def _moves_the_infusion(page: Page, site: str, said: dict[str, str]) -> None:
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
    assert flaws(page) == []
    page.click("main .btn--go")
    assert said["moved"] in page.locator("main").inner_text()


def _writes(page: Page, said: dict[str, str]) -> None:
    page.click("#write summary")
    page.select_option("#write-to", index=1)
    page.fill("#write-zh", "请带上单子。")
    page.fill("#write-en", "Please bring the form.")
    page.click("#write button")
    assert said["unsent"] in page.locator("main").inner_text()
    assert fits(page)
    assert flaws(page) == []
    page.click("main .btn--go")
    assert said["sent"] in page.locator("main").inner_text()


def _opens_a_week(page: Page, site: str) -> None:
    page.goto(f"{site}/console/adherence")
    page.locator(".heat a:has(rect)").first.click()
    page.wait_for_url("**/console/adherence/windows?**")
    assert "GZ-001" in page.locator("table tbody tr").first.inner_text()
    assert fits(page)
    assert flaws(page) == []


def _exports(page: Page, site: str) -> None:
    page.goto(f"{site}/console/exports")
    with page.expect_download() as taken:
        page.click("a[href$='/windows.csv']")
    lines = taken.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert any("GZ-001" in line for line in lines[1:])


def test_every_act_is_reached_and_done_by_keyboard_alone(
    page: Page, site: str, opened: Any, worry: Callable[..., int], engine: Engine
) -> None:
    call, read = opened(TaskKind.CALL_BACK), opened(TaskKind.READ_MESSAGE, words="想问停车")
    worry()
    said = enter(page, site, "zh-Hans", 1280)
    assert passed_over(page) == []
    page.locator(f"#t{call} summary").first.focus()
    for key in ("Enter", "Tab", "Tab", "Tab", "Enter"):  # open, the outcomes, the note, the button: nothing chosen
        page.keyboard.press(key)
    page.locator(f"#t{call} .err").first.wait_for()
    assert focused(page) == "outcome", "where something is to be put right"
    page.keyboard.press("Escape")
    assert focused(page) == "SUMMARY"
    for key in ("Enter", "Tab", "Space", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.locator(f"#t{call} .row__told").wait_for()
    assert focused(page) == f"t{call}", "the line that was done"
    for _ in range(page.locator(f"#t{call} a").count() + 1):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article').id") == f"t{read}", "on to the next line"
    page.locator(f"#t{read} summary").nth(1).focus()
    for key in ("Enter", "Tab"):
        page.keyboard.press(key)
    assert focused(page) == "day"
    page.locator(f"#t{read}-put-off-note, #t{read} [name=note]").last.focus()
    page.keyboard.press("Enter")
    told(page, read, said["later"])
    assert task(engine, call).state == "done"


def focused(page: Page) -> str:
    found = "document.activeElement.name || document.activeElement.id || document.activeElement.tagName"
    return str(page.evaluate(found))


def passed_over(page: Page) -> list[str]:
    """What can be acted on but is not come to by going from one end of the page to the other with Tab."""
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('main :is(a[href], button, summary, input, select, textarea)')]
            .filter(each => each.checkVisibility() && each.type !== 'hidden' && each.tabIndex >= 0)
            .filter(each => each.type !== 'radio' || each === ([...each.form[each.name]].find(one => one.checked)
                || each.form[each.name][0]))  // arrows go on from there
            .map((each, nth) => (each.dataset.nth = nth, each.outerHTML.slice(0, 80)))"""
    )
    come_to = set()
    page.locator(".skip").focus()
    for _ in range(len(wanted) + 30):
        page.keyboard.press("Tab")
        come_to.add(page.evaluate("document.activeElement.dataset.nth"))
    return [html for nth, html in enumerate(wanted) if str(nth) not in come_to]
