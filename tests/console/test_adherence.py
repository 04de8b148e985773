"""The pages of adherence: every figure leads to its windows, as of any day, in two languages, by code only."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import Engine

from backend.db import transaction
from backend.diary.excuse import Span, excuse
from backend.diary.plan_windows import plan_behind
from backend.diary.state import Reason
from backend.families import queries as families
from backend.protocol.pack import Pack
from backend.schedule.anchor import set_anchor
from backend.schedule.happen import Act
from tests.console.conftest import Browser
from tests.journeys.study import MOTHER, Study, moment

LINK = re.compile(r'href="(/console/adherence/windows[^"]*)"')
TITLES = re.compile(r"<title>([^<]+)</title>")


@pytest.fixture
def diaries(study: Study, pack: Pack, engine: Engine) -> Study:
    """GZ-001 has its first infusion on 8 December and fills nothing in; days 1 and 2 are spent in hospital."""
    with transaction(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        family = families.family_by_id(session, child.family_id)
        now = study.clock.now()
        set_anchor(
            session,
            Act(child, family, "", "lin", now),
            "infusion-1",
            happened_on=now.date(),
            reason="given",
            pack=pack,
            now=now,
        )
    plan_behind(engine, pack=pack, live=False, clock=study.clock)
    study.clock.set(moment("2026-12-11 13:00"))
    with transaction(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        span = Span(Reason.IN_HOSPITAL, moment("2026-12-09 08:00"), moment("2026-12-11 12:00"))
        excuse(session, span, child=child, family=family, by="lin", now=study.clock.now())
    study.clock.set(moment("2026-12-16 13:00"))
    return study


def test_the_numbers_say_what_became_of_the_windows(diaries: Study, lin: Browser) -> None:
    text = lin.get("/console/adherence?instrument=daily").text
    assert "共6，按时0" in text, "eight days, two of them excused"
    assert "已关闭8" in text
    assert "免计2<" in text
    assert "GZ-001从12月8日起一份也没填" in text


def test_every_figure_leads_to_as_many_windows_as_it_says(diaries: Study, lin: Browser) -> None:
    text = lin.get("/console/adherence?instrument=daily").text
    links = {unescape(href) for href in LINK.findall(text)}
    counts = {
        counted: lin.get(href).text.count("<tr><td><b>GZ-001</b>")
        for href in links
        for counted in re.findall(r"counted=([\w-]+)", href)
    }
    assert counts == {"on-time": 0, "late": 0, "transcribed": 0, "missed": 4, "overdue": 2, "excused": 2, "open": 0}
    [excused] = [href for href in links if "counted=excused" in href]
    assert lin.get(excused).text.count("住院") == 2


def test_what_was_known_on_a_day_is_told_as_it_was_known(diaries: Study, lin: Browser) -> None:
    then = "/console/adherence?instrument=daily&as_of=2026-12-11T12:30"
    text = lin.get(then).text
    assert "免计0<" in text, "nobody had said yet that the child was in hospital"
    assert "2026年12月11日（星期五） 12:30" in text
    assert all("as_of=2026-12-11T12%3A30" in href for href in LINK.findall(text))
    assert "看不懂" in lin.get("/console/adherence?as_of=yesterday&kind=nothing").text


def test_the_pictures_have_a_title_a_description_and_a_table(diaries: Study, zhou: Browser) -> None:
    text = zhou.get("/console/adherence").text
    assert '<title id="ht">Every child&#39;s weeks</title>' in text
    assert '<desc id="hd">1 lines are children' in text
    assert "Read it as a table" in text
    cells = {unescape(each) for each in TITLES.findall(text)}
    assert any(each.startswith("GZ-001, week 0: ") and "missed" in each for each in cells)


def test_a_monitor_sees_codes_and_nobody_of_another_site_sees_anything(
    diaries: Study, monitor: Browser, lin: Browser, engine: Engine
) -> None:
    for path in ("/console/adherence", "/console/adherence/windows"):
        text = monitor.get(path).text
        assert "GZ-001" in text
        assert not any(word in text for word in ("安安", MOTHER, MOTHER[-8:]))
    with transaction(engine) as session:
        families.family_by_code(session, "GZ-001").site = "elsewhere"
    for path in (
        "/console/adherence",
        "/console/adherence/windows",
        "/console/adherence?site=elsewhere",
    ):
        assert "GZ-001" not in lin.get(path).text


def test_nobody_looks_without_signing_in(browser: Browser) -> None:
    for path in ("/console/adherence", "/console/adherence/windows"):
        assert browser.get(path).status_code in (303, 401)


def test_the_definition_of_others_stands_beside_ours_on_request(diaries: Study, zhou: Browser) -> None:
    page = zhou.get("/console/adherence?instrument=daily").text
    assert "/console/adherence?instrument=daily&amp;beside=bridge" in page
    beside = unescape(zhou.get("/console/adherence?instrument=daily&beside=bridge").text)
    assert "By BridgeServer2's definition: 0% (0 of 8)" in beside
    assert "It excuses nothing" in beside


def test_the_study_in_pictures_tells_visits_texts_and_worries_by_code(
    diaries: Study, worry: Callable[..., int], zhou: Browser, monitor: Browser
) -> None:
    worry()
    text = unescape(monitor.get("/console/adherence/pictures").text)
    assert "<title>GZ-001: planned</title>" in text
    assert "How far texts come" in text
    level, *waits = re.findall(r"emergency: (?:within 15 min (\d+)), .*?later, or not yet (\d+)", text)[0]
    assert (level, waits) == ("0", ["1"]), "nobody has it yet"
    assert "How soon somebody has a concern: 0 of 1 emergencies and same-day concerns within an hour" in text
    assert "Visits of every child: 0 came within their days, 0 on another day, 0 did not" in text
    assert "<li>3 week 2 visit</li>" in text, "what a column's number stands for, on paper too"
    assert not any(word in text for word in ("安安", MOTHER, "口唇"))
    assert text.count("<title id=") == text.count("<desc id=") == text.count("Read it as a table") == 4
