"""Where a concern stands, for any sequence of events: nothing worrying is ever without a clock or a person."""

from dataclasses import replace
from datetime import datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from backend.concerns.happened import Happened
from backend.concerns.models import Kind, Source, State
from backend.concerns.standing import Standing, standing
from backend.triage.understanding import Urgency
from tests.concerns.events import PRESSING, acknowledged, answered, at, called, other, signal

kinds = st.sampled_from(
    [
        "routine",
        "urgent",
        "emergency",
        "told",
        "failed",
        "ack",
        "reached",
        "late",
        "tried",
        "missed",
        "lower",
        "waive",
        "raise",
        "hand",
        "over",
        "again",
        "look",
    ]
)


def story(choices: list[str]) -> list[Happened]:
    """Events as the verbs would write them, one a minute: each only where its verb would allow it."""
    events = [signal(1, 0, Urgency.URGENT)]
    for minutes, choice in enumerate(choices, 1):
        made = _made(choice, len(events) + 1, minutes, standing(events))
        if made is not None:
            events.append(made)
    return events


def _made(choice: str, nth: int, minutes: int, now: Standing) -> Happened | None:
    soon = at(minutes + 30).isoformat()
    over = now.state is State.RESOLVED
    if choice in ("routine", "urgent", "emergency") and over:
        return None  # a text after the end opens a concern of its own
    if choice in ("routine", "urgent", "emergency"):
        return signal(nth, minutes, Urgency(choice))
    if choice == "failed":
        return signal(nth, minutes, now.level, source=Source.FAILED_SAFETY)
    idle = now.demand is None
    told = now.call_due is not None and now.level in PRESSING
    acts = {
        "told": (told, answered(nth, minutes, now.call_due or at(minutes))),
        "again": (over, other(nth, minutes, Kind.REOPENED, call_by=soon, read_by=soon)),
        "ack": (not over and not idle, acknowledged(nth, minutes)),
        "reached": (not over and idle, called(nth, minutes)),
        "late": (not over, called(nth, minutes - 3)),
        "tried": (not over and idle, called(nth, minutes, reached=False)),
        "missed": (now.call_due is not None, other(nth, minutes, Kind.PROMISE_MISSED)),
        "lower": (not over, other(nth, minutes, Kind.LEVEL_CHANGED, level="routine", read_by=soon)),
        "waive": (not over and now.can_waive, other(nth, minutes, Kind.CALL_WAIVED, because="family-knows")),
        "raise": (not over, other(nth, minutes, Kind.LEVEL_CHANGED, level="emergency", call_by=soon)),
        "hand": (not over, other(nth, minutes, Kind.HANDED_OVER, to="li", call_by=soon)),
        "over": (not over and not now.owes_call, other(nth, minutes, Kind.RESOLVED, outcome="settled")),
        "look": (True, other(nth, minutes, Kind.VIEWED)),
    }
    allowed, event = acts[choice]
    return event if allowed else None


@given(st.lists(kinds, max_size=25))
def test_a_pressing_concern_always_has_a_page_or_a_call_to_wait_for(choices: list[str]) -> None:
    now = standing(story(choices))
    if now.level in PRESSING and now.state in (State.OPEN, State.ACKNOWLEDGED):
        assert now.demand is not None or now.call_due is not None
    if now.state is State.OPEN and now.level in PRESSING:
        assert now.demand is not None
    if now.state is State.RESOLVED:
        assert (now.demand, now.call_due, now.due_by) == (None, None, None)


@given(st.lists(kinds, max_size=25))
def test_what_the_family_was_told_is_put_off_by_nothing_that_staff_do(choices: list[str]) -> None:
    events = story(choices)
    promised: datetime | None = None
    for count, event in enumerate(events, 1):
        now = standing(events[:count])
        if event.kind is Kind.ANSWERED:
            told = datetime.fromisoformat(event.facts["promise"])
            promised = told if promised is None else min(promised, told)
        if now.promise is None:
            promised = None
        elif promised is not None:
            assert now.call_due is not None
            assert now.call_due <= promised


@given(st.lists(kinds, max_size=25))
def test_a_call_that_a_family_was_told_of_is_owed_until_it_reached_them_or_a_person_said_why_not(
    choices: list[str],
) -> None:
    owed, told_at, events = False, at(0), story(choices)
    for count, event in enumerate(events, 1):
        now = standing(events[:count])
        if event.kind is Kind.ANSWERED:
            owed, told_at = True, event.at
        reached = event.kind is Kind.CALLED and event.facts["reached"] == "yes" and event.at >= told_at
        owed = owed and not reached and event.kind is not Kind.CALL_WAIVED
        if owed and now.state is not State.RESOLVED:
            assert now.owes_call
            assert now.demand is not None or now.call_due is not None


@given(st.lists(kinds, max_size=25))
def test_signals_only_ever_raise_the_level(choices: list[str]) -> None:
    events = story(choices)
    for count in range(1, len(events)):
        before, after = standing(events[:count]), standing(events[: count + 1])
        if events[count].kind is Kind.SIGNAL:
            assert after.level.rank >= before.level.rank


@given(st.lists(kinds, max_size=25), st.randoms())
def test_the_order_in_which_events_are_read_does_not_matter(choices: list[str], random: Random) -> None:
    events = story(choices)
    shuffled = list(events)
    random.shuffle(shuffled)
    assert standing(shuffled) == standing(events)


@given(st.lists(kinds, max_size=25), st.sampled_from(PRESSING))
def test_a_call_written_down_late_leaves_all_as_if_it_had_been_in_time(choices: list[str], level: Urgency) -> None:
    events = story(choices)
    nth, minutes = len(events), len(choices) + 1
    if standing(events).state is State.RESOLVED:
        return
    in_time = standing([*events, called(nth + 1, minutes), signal(nth + 2, minutes + 1, level)])
    late = standing([*events, signal(nth + 1, minutes + 1, level), called(nth + 2, minutes)])
    assert late.demand is not None
    assert comparable(late) == comparable(in_time)


def comparable(now: Standing) -> tuple[object, ...]:
    """All but the numbers of events."""
    demand = now.demand and replace(now.demand, number=0)
    return (
        now.level,
        now.state,
        now.holder,
        demand,
        now.call_due,
        now.read_due,
        now.promise,
        now.missed,
        now.reached,
    )
