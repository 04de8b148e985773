"""The pages of the audit: who did what, narrowed as asked, and whether the chains hold, told truthfully."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.audit import guard
from backend.audit.erase import erase
from backend.audit.record import record
from backend.audit.verify import read
from backend.concerns.models import Kind, RotaKind
from backend.console.audit_page import A_PAGE
from backend.console.audit_words import ACTS, ROOMS
from backend.db import reading, transaction
from backend.schedule.models import Happening
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from tests.console.conftest import PASSWORD, Browser
from tests.factories import NOON
from tests.journeys.study import MOTHER, Study

ROW = re.compile(r"<tr>\s*<td>.*?</tr>", re.DOTALL)
NOTE = "妈妈上夜班"


@pytest.fixture
def called(lin: Browser, study: Study) -> Study:
    """The coordinator booked a visit and phoned the family, with a note."""
    study.book("infusion-1", "2026-12-10 09:30")
    lin.get("/console/families/F-001")
    lin.post("/console/families/F-001/call", reached="yes", note=NOTE)
    return study


def rows(text: str) -> list[str]:
    return [unescape(each) for each in ROW.findall(text)]


def test_the_newest_comes_first_with_who_what_and_why(lin: Browser, called: Study) -> None:
    found = rows(lin.get("/console/audit").text)
    assert "林岚" in found[0]
    assert "约了来院" in "".join(found)
    assert "GZ-001/infusion-1" in "".join(found)


def test_values_of_a_family_open_only_where_its_own_chain_keeps_that_somebody_looked(
    lin: Browser, called: Study, engine: Engine
) -> None:
    text = lin.get("/console/audit").text
    assert NOTE not in text
    assert "和这家的记录一起看" in text
    assert NOTE in lin.get("/console/audit?family=F-001").text
    with reading(engine) as session:
        assert read(session, "F-001")[-1].action == "console.view-audit"


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("family=GZ-001", "schedule.booked", "staff.sign-in"),
        ("family=study", "staff.sign-in", "schedule.booked"),
        ("what=schedule", "schedule.booked", "families.enrol"),
        ("what=schedule.set-anchor", "schedule.set-anchor", "schedule.booked"),
        ("who=林岚", "console.view-family", "families.enrol"),
        ("who=lin.lan", "console.view-family", "families.enrol"),
        ("since=2026-12-08", "console.view-family", "families.enrol"),
        ("until=2026-12-07", "families.enrol", "console.view-family"),
    ],
)
def test_it_narrows_to_what_is_asked_for(asked: str, there: str, not_there: str, lin: Browser, called: Study) -> None:
    found = "".join(rows(lin.get(f"/console/audit?{asked}").text))
    assert f">{there}<" in found
    assert f">{not_there}<" not in found


def test_what_cannot_be_read_shows_nothing_and_says_so(lin: Browser, called: Study) -> None:
    for asked, said in (("family=F-999", "本中心没有这个编号的家庭"), ("since=yesterday", "日期请写成")):
        text = lin.get(f"/console/audit?{asked}").text
        assert said in text
        assert rows(text) == []


def test_many_entries_go_on_page_by_page_and_none_is_lost(lin: Browser, called: Study, engine: Engine) -> None:
    with transaction(engine) as session:
        for nth in range(A_PAGE + 30):
            record(session, stream="F-001", actor="lin", action="diary.place", subject=f"no-{nth:03}.", now=NOON)
    path, seen = "/console/audit?what=diary.place", []
    while path:
        text = lin.get(path).text
        seen += re.findall(r"no-\d+\.", text)
        older = re.search(r'href="(/console/audit\?[^"]*after=[^"]*)"', text)
        path = unescape(older.group(1)) if older else ""
    assert seen == [f"no-{nth:03}." for nth in reversed(range(A_PAGE + 30))]


def test_a_monitor_reads_codes_and_no_values(monitor: Browser, lin: Browser, called: Study) -> None:
    text = monitor.get("/console/audit?family=F-001").text
    assert "schedule.booked" in text
    assert "Values are not shown to a monitor." in text
    for word in (NOTE, "妈妈", MOTHER, '<dl class="changes">'):
        assert word not in text, word


def test_that_somebody_looked_or_checked_is_kept(zhou: Browser, study: Study, engine: Engine) -> None:
    zhou.get("/console/audit?family=F-001")
    zhou.get("/console/audit/check")
    with reading(engine) as session:
        family = [each.action for each in read(session, "F-001") if each.actor == "zhou.ming"]
        own = [(each.action, each.after) for each in read(session, "study") if each.actor == "zhou.ming"]
    assert family == ["console.view-audit"]
    assert own[-1] == ("console.check-audit", {"chains": "2", "broken": "0"})


def test_kept_chains_are_called_kept(lin: Browser, zhou: Browser, called: Study, engine: Engine) -> None:
    with reading(engine) as session:
        entries = len(read(session, "F-001"))
    text = zhou.get("/console/audit/check?family=F-001").text
    assert f"The chain is kept: {entries} entries, none changed, none missing." in text
    assert "2条链都完整" in lin.get("/console/audit/check").text


def test_a_broken_chain_is_called_broken_where_it_breaks(zhou: Browser, called: Study, engine: Engine) -> None:
    with engine.begin() as connection:
        guard.remove(connection)
        connection.exec_driver_sql("UPDATE audit_entry SET actor = 'x' WHERE stream = 'F-001' AND seq = 2")
    text = zhou.get("/console/audit/check?family=F-001").text
    assert "The chain is broken." in text
    assert "entry 2 was changed after it was written" in text
    assert "entry 3" not in text, "its own fingerprint still holds"
    everything = zhou.get("/console/audit/check").text
    assert "1 of 2 chains are broken." in everything


def test_erased_values_stay_erased_and_the_chain_holds(lin: Browser, called: Study, engine: Engine) -> None:
    with transaction(engine) as session:
        erase(session, stream="F-001", by="lin.lan", now=NOON)
    text = lin.get("/console/audit?family=F-001").text
    assert NOTE not in text
    assert "内容已销毁" in text
    assert "这条链完整" in lin.get("/console/audit/check?family=F-001").text


def test_another_site_reads_neither_families_nor_staff_of_this_one(
    open_browser: Callable[[], Browser], called: Study, engine: Engine
) -> None:
    with transaction(engine) as session:
        new = NewStaff(name="far.away", display="远", role=StaffRole.COORDINATOR, site="elsewhere")
        add_staff(session, new, password=PASSWORD, by="admin", now=NOON)
    far = open_browser()
    far.sign_in("far.away")
    text = far.get("/console/audit").text
    assert ">staff.sign-in<" in text, "their own"
    for word in ("F-001", "GZ-001", "林岚", "lin.lan", NOTE):
        assert word not in text, word
    assert rows(far.get("/console/audit?family=F-001").text) == []
    assert far.get("/console/audit/check?family=F-001").status_code == 404
    assert "F-001" not in far.get("/console/audit/check").text


def test_every_act_that_is_recorded_has_words() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in Path("backend").rglob("*.py"))
    named = set(re.findall(r'(?:action=|reader, )"([a-z]+\.[a-z-]+)"', written))
    named |= {f"concerns.{kind.value}" for kind in Kind} | {f"concerns.rota-{kind.value}" for kind in RotaKind}
    named |= {f"schedule.{kind.value}" for kind in Happening}
    assert named <= set(ACTS)
    assert {each.partition(".")[0] for each in ACTS} == set(ROOMS)
