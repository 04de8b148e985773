"""Which answer a family gets: nothing urgent goes unanswered once what they were told is settled."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.concerns.models import ConcernEvent, Kind
from backend.concerns.what_to_say import Episode, Told, told, what_to_say
from backend.triage.understanding import Urgency
from tests.factories import PACK

NOON = datetime(2026, 12, 8, 4, tzinfo=UTC)
PHONE = "mark"
DAY, NIGHT = "safety-urgent", "safety-urgent-night"
FULL, SHORT, HARM = "safety-emergency", "safety-emergency-short", "safety-emergency-harm"


def said(*answers: Told, level: Urgency = Urgency.URGENT, day: bool = True, instead: str = "") -> str | None:
    return what_to_say(level, answers, PHONE, day=day, rules=PACK.concerns, now=NOON, instead=instead)


def answer(kind: str, *, mark: str = PHONE, settled: bool = False) -> Told:
    return Told(mark, kind, "urgent", NOON - timedelta(hours=1), settled)


@pytest.mark.parametrize(("day", "kind"), [(True, DAY), (False, NIGHT)])
def test_an_urgent_worry_is_answered_unless_what_was_told_holds(day: bool, kind: str) -> None:
    assert said(day=day) == kind
    assert said(answer(kind), day=day) is None
    assert said(answer(kind, settled=True), day=day) == kind
    assert said(answer(kind, mark="another phone"), day=day) == kind


def test_what_was_told_at_night_holds_by_day_but_not_the_other_way_round() -> None:
    assert said(answer(NIGHT), day=True) is None
    assert said(answer(DAY), day=False) == NIGHT
    assert said(answer(DAY), answer(NIGHT), day=False) is None


@pytest.mark.parametrize(
    ("heard", "kind"),
    [
        ([], HARM),
        ([FULL], HARM),
        ([FULL, SHORT], HARM),
        ([FULL, SHORT, SHORT], HARM),
        ([HARM], SHORT),
        ([FULL, SHORT, HARM], SHORT),
        ([HARM, SHORT], SHORT),
    ],
)
def test_only_their_own_words_are_repeated_in_the_short_form(heard: list[str], kind: str) -> None:
    before = [Told(PHONE, each, "emergency", NOON - timedelta(minutes=3)) for each in heard]
    assert said(*before, level=Urgency.EMERGENCY, instead=HARM) == kind


def event(nth: int, kind: Kind, /, *, minutes: int | None = None, **facts: str) -> ConcernEvent:
    at = NOON + timedelta(minutes=nth if minutes is None else minutes)
    return ConcernEvent(
        id=str(nth), concern_id="1", nth=nth, kind=kind, happened_at=at, recorded_at=at, by="", facts=facts
    )


def answered(nth: int) -> ConcernEvent:
    return event(nth, Kind.ANSWERED, mark=PHONE, kind=DAY, level="urgent", messages="m")


def test_a_call_written_down_late_settles_what_was_told_before_it_was_made() -> None:
    events = [event(1, Kind.SIGNAL), answered(2), event(4, Kind.SIGNAL), answered(5)]
    late = event(6, Kind.CALLED, minutes=3, reached="yes")
    assert [each.settled for each in told([*events, late])] == [True, False]


@pytest.mark.parametrize(
    "act",
    [
        event(3, Kind.LEVEL_CHANGED, was="urgent", level="routine"),
        event(3, Kind.SAE_LINKED, reference="SAE-1"),
        event(3, Kind.ACKNOWLEDGED),
    ],
    ids=lambda act: act.kind,
)
def test_what_leaves_the_call_owed_leaves_what_was_told_to_hold(act: ConcernEvent) -> None:
    assert said(*told([event(1, Kind.SIGNAL), answered(2), act])) is None


ends = st.sampled_from(
    [
        (Kind.CALLED, {"reached": "yes"}),
        (Kind.PROMISE_MISSED, {}),
        (Kind.REOPENED, {}),
        (Kind.CALL_WAIVED, {"because": "family-knows"}),
    ],
)
others = st.sampled_from(
    [
        (Kind.ANSWERED, {"mark": PHONE, "kind": DAY, "level": "urgent", "messages": "m"}),
        (Kind.CALLED, {"reached": "no"}),
        (Kind.ACKNOWLEDGED, {}),
        (Kind.HANDED_OVER, {}),
        (Kind.SIGNAL, {}),
        (Kind.SAE_LINKED, {"reference": "SAE-1"}),
        (Kind.LEVEL_CHANGED, {"was": "emergency", "level": "urgent"}),
        (Kind.LEVEL_CHANGED, {"was": "urgent", "level": "routine"}),
    ]
)


@given(st.lists(others, max_size=12), ends)
def test_whatever_came_before_a_call_a_miss_a_word_why_none_comes_or_a_reopening_the_next_worry_is_answered(
    before: list[tuple[Kind, dict[str, str]]], end: tuple[Kind, dict[str, str]]
) -> None:
    events = [event(nth, kind, **facts) for nth, (kind, facts) in enumerate([*before, end], 1)]
    assert said(*told(events)) == DAY
    assert said(*told(events), day=False) == NIGHT
    again = [*events, answered(len(events) + 1)]
    assert said(*told(again)) is None


@pytest.mark.parametrize(("before", "episode"), [("safety-urgent", Episode()), ("safety-still-holds", Episode(True))])
def test_what_was_advised_before_a_condolence_silences_no_worry_after_it(before: str, episode: Episode) -> None:
    def say(*heard: Told) -> str | None:
        return what_to_say(Urgency.URGENT, heard, PHONE, day=True, rules=PACK.concerns, now=NOON, episode=episode)

    assert say(answer(before)) is None
    assert say(answer(before), answer("safety-death")) == before
