"""What a second look at an entry adds after the commit: it raises, once, and answers as the entry would have been."""

from dataclasses import replace

import pytest

from backend.concerns import queries as concerns
from backend.db import reading
from backend.diary import raise_late, second_look
from backend.diary.models import Source
from backend.diary.second_look import Reconsider, look_again_at_entries
from backend.triage.understand import Context
from backend.triage.understanding import Intent, Understanding, Urgency
from tests.diary.home import Home, uuid

ORDINARY = {"note": "今天去公园玩了一会儿"}


def raises(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, urgency=Urgency.URGENT, rule="model test")


def sees_an_emergency(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, urgency=Urgency.EMERGENCY, rule="model test")


def lowers(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, urgency=Urgency.NONE, rule="model test")


def fails(text: str, understood: Understanding, context: Context) -> Understanding:
    raise IndexError(text)


def fails_to_be_read(*given: object, **named: object) -> None:
    raise IndexError(given)


def hears(wish: Intent) -> Reconsider:
    return lambda text, understood, context: replace(understood, intents=(*understood.intents, wish))


def look(home: Home, reconsider: Reconsider) -> int:
    return look_again_at_entries(home.engine, reconsider, pack=home.pack, live=False, clock=home.clock)


def test_what_the_rules_missed_is_raised_and_answered_once(home: Home) -> None:
    home.sends(home.entry("a", ORDINARY))
    assert home.concerns() == []
    assert (look(home, raises), look(home, raises)) == (1, 0)
    [concern], [text] = home.concerns(), home.texts("safety")
    assert (concern.level, concern.child_code, text.kind) == ("urgent", "GZ-001", "safety-urgent")
    with reading(home.engine) as session:
        [signal] = [row for row in concerns.events_of(session, concern.id) if row.kind == "signal"]
    assert (signal.facts["source"], signal.words) == ("model", ORDINARY["note"])
    again = home.sends(home.entry("a", ORDINARY))
    assert again.advice is not None, "a phone that asks again hears it too"
    assert again.advice.kind == "safety-urgent"


def test_nothing_is_ever_lowered(home: Home) -> None:
    home.sends(home.entry("a", {"emergency": ["breathing"], "note": "他喘不过气"}, usual=True))
    before = home.concerns()[0].level
    look(home, lowers)
    look(home, raises)
    assert [each.level for each in home.concerns()] == [before] == ["emergency"]


@pytest.mark.parametrize(
    ("wish", "kind"), [(Intent.WITHDRAW_STUDY, "withdrawal-asked"), (Intent.OPT_OUT, "opted-out")]
)
def test_a_wish_noticed_late_comes_to_a_person(home: Home, wish: Intent, kind: str) -> None:
    home.sends(home.entry("a", ORDINARY))
    look(home, hears(wish))
    assert kind in [task.kind for task in home.tasks()]
    assert home.texts("safety") == []


def test_an_entry_on_which_it_fails_is_read_by_a_person_once_and_holds_up_no_other(home: Home) -> None:
    home.sends(home.entry("a", ORDINARY))
    look(home, fails)
    assert [(task.kind, task.words) for task in home.tasks()] == [("read-entry", ORDINARY["note"])]
    home.sends(home.event("b", answers={"note": "今天有点累"}))
    assert look(home, raises) == 1
    assert (look(home, fails), len(home.tasks())) == (0, 1)


def test_an_entry_that_cannot_even_be_read_holds_up_no_other(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.sends(home.entry("a", ORDINARY))
    with monkeypatch.context() as failing:
        failing.setattr(second_look, "texts_of", fails_to_be_read)
        look(home, raises)
    [task] = home.tasks()
    assert task.kind == "read-entry"
    assert (look(home, raises), home.concerns()) == (0, [])


def test_a_worry_that_cannot_be_answered_is_paged_about_all_the_same(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.sends(home.entry("a", ORDINARY))
    monkeypatch.setattr(raise_late, "answer_family", fails_to_be_read)
    look(home, raises)
    assert ([each.level for each in home.concerns()], home.texts("safety")) == (["urgent"], [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_staffs_own_notes_are_raised_without_a_text_and_old_entries_are_left_alone(home: Home) -> None:
    told = home.entry("a", ORDINARY, reason="told by phone")
    home.sends(told, source=Source.TRANSCRIBED)
    assert look(home, raises) == 1
    assert (len(home.concerns()), home.texts("safety")) == (1, [])
    home.sends(home.event("b", answers={"note": "今天有点累"}))
    home.clock.advance(hours=2)
    assert look(home, raises) == 0


def test_each_emergency_that_is_only_seen_at_the_second_look_is_answered(home: Home) -> None:
    """Given an entry and its correction an hour later, when the model takes the words of both for an emergency, then
    the family is told twice to go."""
    home.sends(home.entry("a", ORDINARY))
    look(home, sees_an_emergency)
    home.clock.advance(hours=1)
    home.sends(replace(home.entry("b", {"note": "今天又去公园玩了"}), corrects=uuid("a"), reason="more"))
    look(home, sees_an_emergency)
    assert [each.kind for each in home.texts("safety")] == ["safety-emergency", "safety-emergency"]
