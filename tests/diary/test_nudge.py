"""Reminding of an open diary: one text a phone and day at the family's hour, and none that is no longer true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend import vault
from backend.audit.verify import read
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.diary.excuse import Span, excuse
from backend.diary.nudge_hour import HourNotOfferedError, choose_hour
from backend.diary.state import Reason
from backend.explain.message import explain_message
from backend.families import queries as families
from backend.families.pause import pause
from backend.languages import Language
from backend.outbox.history_queries import decisions_on
from backend.outbox.models import Message, Scope
from backend.outbox.suppress import suppress
from tests.diary.home import OTHERS, Home
from tests.journeys.study import MAINLAND, MOTHER, moment

HOUR = "2026-12-10 19:30"
SISTER = {**OTHERS, "family": "F-001", "caregiver1_phone": MOTHER}


def nudges(home: Home) -> list[Message]:
    return home.texts("diary-")


def reasons(home: Home, day: str = "2026-12-10") -> list[str]:
    """Why nobody was reminded that day."""
    with reading(home.engine) as session:
        family = families.family_by_code(session, "GZ-001")
        found = decisions_on(session, stream=family.code, day=date.fromisoformat(day))
    return [each.reason for each in found if each.rule.startswith("diary-") and each.outcome == "not-sent"]


def test_an_open_diary_is_reminded_of_once_a_day_at_the_familys_hour(home: Home) -> None:
    home.at("2026-12-10 19:29").nudge()
    assert nudges(home) == []
    home.at(HOUR).nudge()
    home.at("2026-12-10 20:30").nudge()
    [first] = nudges(home)
    assert first.options == {"1": ["diary", f"{home.child_id()}/daily/2026-12-10"]}
    assert "安安家長" in first.body
    assert first.expires_at == moment("2026-12-11 00:00"), "tomorrow's reminder says the same better"
    home.at("2026-12-11 19:30").nudge()
    assert [text.created_at for text in nudges(home)] == [moment(HOUR), moment("2026-12-11 19:30")]
    with reading(home.engine) as session:
        story = explain_message(session, first.id, language=Language.EN)
    assert any("an open diary was not filled in yet" in line and "due_on: 2026-12-10" in line for line in story)


def test_a_diary_that_is_filled_in_is_not_reminded_of(home: Home) -> None:
    home.sends(home.entry("a"))
    home.at(HOUR).nudge()
    assert nudges(home) == []
    assert reasons(home) == ["diary-filled"]


def test_a_reminder_is_taken_back_when_the_diary_is_filled_in_before_it_leaves(home: Home) -> None:
    home.at(HOUR).nudge()
    home.sends(home.entry("a"))
    home.nudge()
    assert [(text.status, text.reason) for text in nudges(home)] == [("canceled", "diary-filled")]


def test_siblings_share_one_text_and_what_is_still_open_is_said_alone(engine: Engine, tmp_path: Path) -> None:
    home = Home(engine, tmp_path, {}, SISTER)
    home.at("2026-12-10 11:00").infusion().infusion(code="GZ-002").plan()
    home.at(HOUR).nudge()
    [both] = nudges(home)
    assert both.kind == "diary-together"
    assert [choice[1].split("/", 1)[0] for choice in both.options.values()] == [
        home.child_id("GZ-001"),
        home.child_id("GZ-002"),
    ]
    assert "1. 安安" in both.body
    assert "2. 乐乐" in both.body or "2. 樂樂" in both.body
    home.sends(home.entry("a"))
    home.nudge()
    left = [text for text in nudges(home) if text.status == "pending"]
    assert [(text.kind, text.options["1"][1]) for text in left] == [
        ("diary-nudge", f"{home.child_id('GZ-002')}/daily/2026-12-10")
    ]
    home.at("2026-12-10 20:00").nudge()
    assert len(nudges(home)) == 2


def _withdraw(home: Home) -> None:
    with transaction(home.engine) as session:
        child = families.child_by_code(session, "GZ-001")
        withdraw(session, child=child, by="lin", reason="", now=home.now)


def _pause(home: Home) -> None:
    with transaction(home.engine) as session:
        pause(
            session, family=families.family_by_code(session, "GZ-001"), reason="in hospital", by="lin", now=home.now
        )


def _stop(home: Home) -> None:
    with transaction(home.engine) as session:
        suppress(session, scope=Scope.NUMBER, key=vault.blind(MOTHER), reason="opt-out", by="mother", now=home.now)


def _excuse(home: Home) -> None:
    with transaction(home.engine) as session:
        child = families.child_by_code(session, "GZ-001")
        family = families.family_by_code(session, "GZ-001")
        excuse(session, Span(Reason.IN_HOSPITAL, home.now), child=child, family=family, by="lin", now=home.now)


def _emergency(home: Home) -> None:
    home.sends(home.event("e", answers={"emergency": ["breathing"]}))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (_withdraw, "withdrawn"),
        (_pause, "paused"),
        (_stop, "number-opt-out"),
        (_excuse, "diary-excused"),
        (_emergency, "emergency-open"),
    ],
)
def test_nobody_is_reminded_where_it_would_be_wrong(home: Home, act: Callable[[Home], None], reason: str) -> None:
    act(home)
    home.at(HOUR).nudge()
    assert nudges(home) == []
    assert reasons(home) == [reason]


@pytest.mark.parametrize(
    ("act", "reason"),
    [(_withdraw, "withdrawn"), (_pause, "paused"), (_excuse, "diary-excused"), (_emergency, "emergency-open")],
)
def test_a_waiting_reminder_is_taken_back_by_what_makes_it_wrong(
    home: Home, act: Callable[[Home], None], reason: str
) -> None:
    home.at(HOUR).nudge()
    act(home)
    home.nudge()
    assert [(text.status, text.reason) for text in nudges(home)] == [("canceled", reason)]


def test_an_infusion_that_never_was_takes_its_reminder_back(home: Home) -> None:
    home.at(HOUR).nudge()
    home.infusion(on="2026-12-17").plan()
    home.nudge()
    assert [(text.status, text.reason) for text in nudges(home)] == [("canceled", "diary-moved")]


def choose(home: Home, at: time) -> bool:
    with transaction(home.engine) as session:
        family = families.family_by_code(session, "GZ-001")
        return choose_hour(session, family, at, by="mother", pack=home.pack, now=home.now)


def test_a_family_chooses_its_hour_but_not_at_night(home: Home) -> None:
    assert choose(home, time(8, 30))
    assert not choose(home, time(8, 30))
    with pytest.raises(HourNotOfferedError):
        choose(home, time(22, 0))
    with reading(home.engine) as session:
        acts = [act for act in read(session, "F-001") if act.action == "diary.choose-hour"]
    assert [(act.actor, act.before, act.after) for act in acts] == [("mother", {"at": "19:30"}, {"at": "08:30"})]
    home.at(HOUR).nudge()
    assert nudges(home) == []
    home.at("2026-12-11 08:30").nudge()
    assert [text.about[0].rsplit("/", 1)[1] for text in nudges(home)] == ["2026-12-10"], "still open in the morning"


def test_a_waiting_reminder_moves_to_the_hour_chosen_later_and_goes_once(home: Home) -> None:
    home.at(HOUR).nudge()
    choose(home.at("2026-12-10 19:31"), time(20, 30))
    home.nudge()
    home.at("2026-12-10 20:30").nudge()
    assert [(text.status, text.reason, text.created_at) for text in nudges(home)] == [
        ("canceled", "diary-hour-changed", moment(HOUR)),
        ("pending", "", moment("2026-12-10 20:30")),
    ]


def test_a_family_that_was_reminded_today_is_not_again_at_its_new_hour(home: Home) -> None:
    home.at(HOUR).nudge()
    with transaction(home.engine) as session:
        session.merge(nudges(home)[0]).status = "sent"
    choose(home, time(20, 30))
    home.at("2026-12-10 20:30").nudge()
    assert len(nudges(home)) == 1
    home.at("2026-12-11 19:30").nudge()
    assert len(nudges(home)) == 1
    home.at("2026-12-11 20:30").nudge()
    assert len(nudges(home)) == 2


def test_an_hour_that_is_over_today_holds_from_tomorrow(home: Home) -> None:
    choose(home.at("2026-12-10 19:00"), time(18, 30))
    home.at(HOUR).nudge()
    assert nudges(home) == []
    home.at("2026-12-11 18:30").nudge()
    assert [text.about[0].rsplit("/", 1)[1] for text in nudges(home)] == ["2026-12-11"]


def test_an_hour_that_the_pack_no_longer_offers_gives_way_to_the_studys(home: Home) -> None:
    choose(home, time(20, 30))
    hours = home.pack.study.hours.model_copy(update={"diary_choices": ()})
    home.pack = replace(home.pack, study=home.pack.study.model_copy(update={"hours": hours}))
    home.at(HOUR).nudge()
    assert [text.created_at for text in nudges(home)] == [moment(HOUR)]


def test_phones_get_what_they_can_read_and_answer(engine: Engine, tmp_path: Path) -> None:
    grown_ups = {
        "caregiver1_phone": MAINLAND,
        "caregiver1_language": "zh-Hans",
        "caregiver2_called": "奶奶",
        "caregiver2_relation": "grandmother",
        "caregiver2_role": "delegate",
        "caregiver2_phone": MOTHER,
        "caregiver2_language": "en",
        "caregiver2_confirmed": "no",
        "caregiver2_reminders": "yes",
    }
    home = Home(engine, tmp_path, grown_ups)
    home.at("2026-12-10 11:00").infusion().plan()
    home.at(HOUR).nudge()
    [text] = nudges(home)
    assert (text.route, text.variant, text.options) == ("mainland", "one-way", {})
    assert "请回" not in text.body
    assert reasons(home) == ["phone-unconfirmed"]
