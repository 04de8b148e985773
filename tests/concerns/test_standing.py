"""Where a concern stands, for any sequence of events: nothing worrying is ever without a clock or a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from backend.concerns import sae_clocks
from backend.concerns.happened import Happened
from backend.concerns.models import Kind, Source, State
from backend.concerns.standing import Standing, standing
from backend.triage.understanding import Urgency

START = datetime(2026, 12, 8, 4, tzinfo=UTC)
PRESSING = (Urgency.URGENT, Urgency.EMERGENCY)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def signal(
    nth: int, minutes: int, level: Urgency, *, source: Source = Source.TEXT, night: bool = False, sae: str = ""
) -> Happened:
    facts = {"source": source.value, "level": level.value, "night": "yes" if night else "", "sae": sae}
    if level in PRESSING:
        facts["call_by"] = at(minutes + 30).isoformat()
    return Happened(nth, Kind.SIGNAL, at(minutes), "phone:1", facts)


def acknowledged(nth: int, minutes: int, by: str = "contact:gao") -> Happened:
    return Happened(nth, Kind.ACKNOWLEDGED, at(minutes), by, {"call_by": at(minutes + 30).isoformat()})


def called(nth: int, minutes: int, *, reached: bool = True, seen: int | None = None) -> Happened:
    facts = {"reached": "yes" if reached else "no"} | ({} if seen is None else {"seen": str(seen)})
    return Happened(nth, Kind.CALLED, at(minutes), "contact:gao", facts)


def linked(nth: int, minutes: int, reference: str, **events: str) -> Happened:
    return Happened(nth, Kind.SAE_LINKED, at(minutes), "staff:lin", {"reference": reference, **events})


def answered(nth: int, minutes: int, promise: datetime) -> Happened:
    return Happened(nth, Kind.ANSWERED, at(minutes), "nuanxin", {"promise": promise.isoformat()})


def other(nth: int, minutes: int, kind: Kind, **facts: str) -> Happened:
    return Happened(nth, kind, at(minutes), "staff:lin", facts)


def test_an_emergency_is_wanted_until_somebody_acknowledges() -> None:
    open_one = standing([signal(1, 0, Urgency.EMERGENCY)])
    assert open_one.demand is not None
    assert open_one.call_due == at(30)
    taken = standing([signal(1, 0, Urgency.EMERGENCY), acknowledged(2, 5)])
    assert (taken.state, taken.holder, taken.demand) == (State.ACKNOWLEDGED, "contact:gao", None)


def test_acknowledged_is_not_done_until_a_call_reached_the_family() -> None:
    events = [signal(1, 0, Urgency.EMERGENCY), acknowledged(2, 5), called(3, 10, reached=False)]
    assert standing(events).call_due == at(35)
    reached = standing([*events, called(4, 12)])
    assert (reached.state, reached.call_due) == (State.CALLED, None)


def test_taking_it_up_late_does_not_put_off_what_the_family_was_told() -> None:
    told = [signal(1, 0, Urgency.URGENT), answered(2, 0, at(30)), acknowledged(3, 25)]
    assert standing(told).call_due == at(30)
    missed = [*told, other(4, 31, Kind.PROMISE_MISSED)]
    assert standing([*missed, acknowledged(5, 35)]).call_due == at(65)


def test_where_the_family_was_told_nothing_the_clock_runs_from_taking_it_up() -> None:
    assert standing([signal(1, 0, Urgency.URGENT), acknowledged(2, 25)]).call_due == at(55)


def test_a_missed_call_wants_somebody_again() -> None:
    missed = standing([signal(1, 0, Urgency.URGENT), acknowledged(2, 5), other(3, 40, Kind.PROMISE_MISSED)])
    assert missed.state is State.OPEN
    assert missed.demand is not None
    assert missed.demand.since == at(40)


def test_what_is_handed_over_after_the_call_owes_no_other_one_to_whoever_takes_it_up() -> None:
    missed = [signal(1, 0, Urgency.URGENT), acknowledged(2, 5), other(3, 40, Kind.PROMISE_MISSED)]
    handed = [*missed, acknowledged(4, 45), called(5, 50), other(6, 60, Kind.HANDED_OVER, to="li")]
    assert standing(handed).demand is not None
    assert not standing(handed).owes_call
    taken = standing([*handed, acknowledged(7, 65, "contact:li")])
    assert (taken.state, taken.holder, taken.demand, taken.call_due) == (State.CALLED, "contact:li", None, None)
    assert not taken.owes_call


def test_what_comes_after_the_call_is_phoned_about_whoever_has_it() -> None:
    handed = [signal(1, 0, Urgency.URGENT), called(2, 5), other(3, 10, Kind.HANDED_OVER, to="li")]
    for news in (signal(4, 15, Urgency.URGENT), other(4, 15, Kind.LEVEL_CHANGED, level="emergency")):
        taken = standing([*handed, news, acknowledged(5, 20, "contact:li")])
        assert (taken.state, taken.call_due is not None) == (State.ACKNOWLEDGED, True)


def test_a_missed_call_is_owed_until_it_is_made() -> None:
    missed = [signal(1, 0, Urgency.URGENT), acknowledged(2, 5), other(3, 40, Kind.PROMISE_MISSED)]
    assert standing(missed).owes_call
    assert not standing([*missed, called(4, 50)]).owes_call


def test_a_lower_level_leaves_a_promised_call_owed_until_it_is_made_or_said_not_to_come() -> None:
    for taken in ([], [acknowledged(3, 5)]):
        told = [signal(1, 0, Urgency.EMERGENCY), answered(2, 0, at(30)), *taken]
        nth = len(told) + 1
        lowered = [*told, other(nth, 9, Kind.LEVEL_CHANGED, level="routine", read_by=at(90).isoformat())]
        now = standing(lowered)
        assert (now.level, now.call_due, now.promise, now.owes_call) == (Urgency.ROUTINE, at(30), 2, True)
        assert (now.demand is None) == bool(taken), "whom nobody took up pages on"
        assert not standing([*lowered, called(nth + 1, 12)]).owes_call
        waived = standing([*lowered, other(nth + 1, 12, Kind.CALL_WAIVED, because="family-knows")])
        assert (waived.owes_call, waived.call_due, waived.demand) == (False, None, None)
        missed = [*lowered, other(nth + 1, 31, Kind.PROMISE_MISSED)]
        assert standing(missed).demand is not None
        assert standing([*missed, acknowledged(nth + 2, 35)]).call_due == at(65)


def test_a_call_that_was_missed_is_owed_at_a_lower_level_too() -> None:
    missed = [signal(1, 0, Urgency.URGENT), answered(2, 0, at(30)), other(3, 31, Kind.PROMISE_MISSED)]
    lowered = [*missed, other(4, 40, Kind.LEVEL_CHANGED, level="routine")]
    assert standing(lowered).owes_call
    assert standing(lowered).demand is not None


def test_a_lower_level_ends_the_clock_of_a_call_that_nobody_was_promised() -> None:
    events = [signal(1, 0, Urgency.URGENT), other(2, 9, Kind.LEVEL_CHANGED, level="routine")]
    assert (standing(events).owes_call, standing(events).demand) == (False, None)


def test_an_emergency_after_the_acknowledgement_pages_again_an_urgent_word_does_not() -> None:
    taken = [signal(1, 0, Urgency.EMERGENCY), acknowledged(2, 5)]
    assert standing([*taken, signal(3, 6, Urgency.EMERGENCY)]).demand is not None
    assert standing([*taken, signal(3, 6, Urgency.URGENT)]).demand is None


def test_an_urgent_word_after_the_call_pages_again() -> None:
    done = [signal(1, 0, Urgency.URGENT), acknowledged(2, 5), called(3, 9)]
    again = standing([*done, signal(4, 60, Urgency.URGENT)])
    assert again.demand is not None
    assert again.call_due == at(90)


def test_a_call_closes_only_what_came_before_it_was_made() -> None:
    taken = [signal(1, 0, Urgency.URGENT), acknowledged(2, 5), signal(3, 20, Urgency.EMERGENCY)]
    late = standing([*taken, called(4, 15)])
    assert (late.state, late.holder, late.call_due) == (State.OPEN, None, at(50))
    assert late.demand is not None
    assert late.demand.number == 3
    assert standing([*taken, called(4, 21)]).call_due is None


def test_a_call_closes_only_what_its_page_showed() -> None:
    taken = [signal(1, 0, Urgency.URGENT), acknowledged(2, 5), signal(3, 20, Urgency.URGENT)]
    assert standing([*taken, called(4, 22, seen=2)]).demand is not None
    assert standing([*taken, called(4, 22, seen=3)]).state is State.CALLED


def test_a_call_from_before_a_person_raised_the_level_leaves_it_raised_and_wanted() -> None:
    raised = other(2, 20, Kind.LEVEL_CHANGED, level="emergency", call_by=at(50).isoformat())
    late = standing([signal(1, 0, Urgency.URGENT), raised, called(3, 15)])
    assert (late.level, late.call_due) == (Urgency.EMERGENCY, at(50))
    assert late.demand is not None


def test_a_higher_level_starts_the_ladder_anew() -> None:
    raised = standing([signal(1, 0, Urgency.URGENT), signal(2, 7, Urgency.EMERGENCY)])
    assert raised.demand is not None
    assert (raised.demand.number, raised.demand.level) == (2, Urgency.EMERGENCY)


def test_a_sign_of_the_night_list_wakes_a_page_that_waits_for_the_morning() -> None:
    woken = standing([signal(1, 0, Urgency.URGENT), signal(2, 7, Urgency.URGENT, night=True)])
    assert woken.demand is not None
    assert (woken.demand.number, woken.demand.night) == (2, True)


def test_what_the_family_could_not_be_told_pages_again() -> None:
    taken = [signal(1, 0, Urgency.URGENT), acknowledged(2, 5)]
    assert standing([*taken, signal(3, 9, Urgency.URGENT, source=Source.FAILED_SAFETY)]).demand is not None


def test_staff_are_aware_from_the_first_look_after_the_sign() -> None:
    events = [signal(1, 0, Urgency.URGENT), other(2, 3, Kind.VIEWED), signal(3, 9, Urgency.URGENT, sae="admitted")]
    [clock] = standing(events).sae_clocks
    assert clock.aware_at is None
    [known] = standing([*events, other(4, 12, Kind.VIEWED)]).sae_clocks
    assert known.aware_at == at(12)


def test_a_call_made_before_the_sign_came_does_not_make_staff_aware_of_it() -> None:
    events = [signal(1, 0, Urgency.URGENT), signal(2, 9, Urgency.URGENT, sae="admitted"), called(3, 5)]
    [clock] = standing(events).sae_clocks
    assert clock.aware_at is None


def test_a_call_that_is_written_down_late_made_staff_aware_when_it_was_made() -> None:
    events = [signal(1, 0, Urgency.URGENT, sae="admitted"), other(2, 300, Kind.VIEWED), called(3, 10)]
    [clock] = standing(events).sae_clocks
    assert (clock.aware_at, clock.aware_by) == (at(10), "contact:gao")


def test_a_serious_event_after_a_linked_report_has_a_clock_of_its_own() -> None:
    first = [signal(1, 0, Urgency.URGENT, sae="admitted"), other(2, 3, Kind.VIEWED), linked(3, 9, "SAE-1")]
    second = [*first, signal(4, 60, Urgency.URGENT, sae="admitted")]
    old, new = standing(second).sae_clocks
    assert (old.reference, old.aware_at) == ("SAE-1", at(3))
    assert (new.nth, new.received_at, new.aware_at, new.reference) == (4, at(60), None, "")
    assert standing(second).unreported == (new,)
    both = standing([*second, other(5, 70, Kind.VIEWED), linked(6, 80, "SAE-2", events="4")]).sae_clocks
    assert [(each.reference, each.aware_at) for each in both] == [("SAE-1", at(3)), ("SAE-2", at(70))]


def test_signs_that_nobody_has_seen_are_one_event_and_another_sign_after_that_is_a_second() -> None:
    unseen = [
        signal(1, 0, Urgency.URGENT, sae="breathing"),
        signal(2, 1, Urgency.URGENT, sae="blue-colour,breathing"),
    ]
    [one] = standing(unseen).sae_clocks
    assert (one.signs, one.received_at) == (("breathing", "blue-colour"), at(0))
    seen = [*unseen, other(3, 5, Kind.VIEWED)]
    assert len(standing([*seen, signal(4, 6, Urgency.URGENT, sae="breathing")]).sae_clocks) == 1
    _, second = standing([*seen, signal(4, 6, Urgency.URGENT, sae="breathing,seizure")]).sae_clocks
    assert (second.signs, second.aware_at) == (("seizure",), None)


def test_what_staff_were_told_does_not_make_them_aware_of_a_text_they_have_not_seen() -> None:
    told = signal(2, 5, Urgency.URGENT, source=Source.STAFF, sae="told-to-staff")
    events = [signal(1, 0, Urgency.URGENT, sae="admitted"), told]
    text, staff = standing(events).sae_clocks
    assert (text.aware_at, staff.aware_at) == (None, at(5))
    again = signal(3, 9, Urgency.URGENT, source=Source.STAFF, sae="told-to-staff")
    assert [each.nth for each in standing([*events, again]).sae_clocks] == [1, 2, 3]


def test_a_report_ends_the_clocks_it_names_and_without_naming_any_all_that_run() -> None:
    two = [
        signal(1, 0, Urgency.URGENT, sae="admitted"),
        other(2, 3, Kind.VIEWED),
        signal(3, 9, Urgency.URGENT, sae="seizure"),
    ]
    assert [each.reference for each in standing([*two, linked(4, 9, "S", events="1")]).sae_clocks] == ["S", ""]
    assert [each.reference for each in standing([*two, linked(4, 9, "S", events="1,3")]).sae_clocks] == ["S", "S"]
    every = [*two, linked(4, 9, "S")]
    assert [each.reference for each in standing(every).sae_clocks] == ["S", "S"]
    mended = standing([*every, linked(5, 10, "T")]).sae_clocks
    assert [each.reference for each in mended] == ["S", "T"], "with none running, the last reference is corrected"


def test_an_event_that_is_judged_to_be_none_waits_no_more_until_its_sign_comes_again() -> None:
    judged = [signal(1, 0, Urgency.URGENT, sae="admitted"), other(2, 3, Kind.SAE_DISMISSED, events="1")]
    [clock] = standing(judged).sae_clocks
    assert (clock.runs, clock.dismissed_at, clock.aware_at, clock.aware_by) == (False, at(3), at(3), "staff:lin")
    again = standing([*judged, signal(3, 9, Urgency.URGENT, sae="admitted")])
    assert [each.nth for each in again.unreported] == [3]
    late = standing([*judged, linked(3, 9, "SAE-1", events="1"), other(4, 10, Kind.SAE_DISMISSED, events="1")])
    assert [(each.reference, each.runs) for each in late.sae_clocks] == [("SAE-1", False)]


def test_a_concern_that_is_opened_again_takes_the_judgement_back_and_staff_knew_since_when_they_knew() -> None:
    judged = [
        signal(1, 0, Urgency.URGENT, sae="admitted"),
        signal(2, 1, Urgency.URGENT, source=Source.STAFF, sae="told-to-staff"),
        other(3, 3, Kind.VIEWED),
        linked(4, 4, "SAE-1", events="2"),
        other(5, 5, Kind.SAE_DISMISSED, events="1"),
        other(6, 6, Kind.RESOLVED, outcome="nothing"),
    ]
    assert sae_clocks.dismissals(standing(judged).sae_clocks) == standing(judged).sae_clocks[:1]
    first, second = standing([*judged, other(7, 90, Kind.REOPENED, events="1")]).sae_clocks
    assert (first.runs, first.dismissed_at, first.aware_at, first.aware_by) == (True, None, at(3), "staff:lin")
    assert (second.runs, second.reference, second.aware_at) == (False, "SAE-1", at(1))
    assert standing([*judged, other(7, 90, Kind.REOPENED)]).unreported == ()


def test_a_judgement_that_is_taken_back_lets_the_same_clock_run_on_and_stays_among_the_events() -> None:
    events = [
        signal(1, 0, Urgency.URGENT, sae="admitted"),
        other(2, 3, Kind.VIEWED),
        other(3, 5, Kind.SAE_DISMISSED, events="1"),
        other(4, 90, Kind.SAE_RESUMED, events="1"),
    ]
    [clock] = standing(events).unreported
    assert (clock.nth, clock.aware_at, clock.aware_by, clock.dismissed_at) == (1, at(3), "staff:lin", None)
    [judged] = standing([*events, other(5, 95, Kind.SAE_DISMISSED, events="1")]).sae_clocks
    assert judged.dismissed_at == at(95)


@given(st.lists(st.sampled_from(["admitted", "seizure", "look", "link", "none"]), max_size=15))
def test_no_serious_sign_is_ever_without_a_clock(choices: list[str]) -> None:
    events: list[Happened] = []
    unreported: set[str] = set()
    for nth, choice in enumerate(choices, 1):
        if choice == "look":
            events.append(other(nth, nth, Kind.VIEWED))
        elif choice == "link":
            events.append(linked(nth, nth, f"SAE-{nth}"))
            unreported.clear()
        elif choice == "none":
            named = ",".join(str(each.nth) for each in standing(events).unreported)
            events.append(other(nth, nth, Kind.SAE_DISMISSED, events=named))
            unreported.clear()
        else:
            events.append(signal(nth, nth, Urgency.URGENT, sae=choice))
            unreported.add(choice)
    running = standing(events).unreported
    assert {sign for clock in running for sign in clock.signs} == unreported
    assert len({clock.nth for clock in standing(events).sae_clocks}) == len(standing(events).sae_clocks)


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
    owed, events = False, story([each for each in choices if each != "late"])
    for count, event in enumerate(events, 1):
        now = standing(events[:count])
        reached = event.kind is Kind.CALLED and event.facts["reached"] == "yes"
        owed = (owed or event.kind is Kind.ANSWERED) and not reached and event.kind is not Kind.CALL_WAIVED
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
