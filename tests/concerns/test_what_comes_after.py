"""What comes after a concern was taken up or phoned about: it pages again unless the call was about it."""

from backend.concerns.models import Kind, Source, State
from backend.concerns.standing import standing
from backend.triage.understanding import Urgency
from tests.concerns.events import acknowledged, answered, at, called, other, signal


def test_what_comes_after_the_call_is_phoned_about_whoever_has_it() -> None:
    handed = [signal(1, 0, Urgency.URGENT), called(2, 5), other(3, 10, Kind.HANDED_OVER, to="li")]
    for news in (signal(4, 15, Urgency.URGENT), other(4, 15, Kind.LEVEL_CHANGED, level="emergency")):
        taken = standing([*handed, news, acknowledged(5, 20, "contact:li")])
        assert (taken.state, taken.call_due is not None) == (State.ACKNOWLEDGED, True)


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


def test_a_call_keeps_no_promise_that_was_given_after_it_was_made() -> None:
    told = [signal(1, 0, Urgency.URGENT), answered(2, 0, at(30)), acknowledged(3, 5), answered(4, 20, at(30))]
    late = standing([*told, called(5, 15)])
    assert (late.waits, late.owes_call, late.call_due) == (True, True, at(30))
    in_time = standing([*told, called(5, 21)])
    assert (in_time.waits, in_time.owes_call, in_time.call_due) == (False, False, None)


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
