"""The clocks of serious events: each runs from when staff knew until its report or a judgement ends it."""

from hypothesis import given
from hypothesis import strategies as st

from backend.concerns import sae_clocks
from backend.concerns.happened import Happened
from backend.concerns.models import Kind, Source
from backend.concerns.standing import standing
from backend.triage.understanding import Urgency
from tests.concerns.events import at, called, linked, other, signal


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
