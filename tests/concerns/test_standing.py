"""Where a concern stands: who is wanted, who has it, and which call is owed to the family."""

from backend.concerns.models import Kind, State
from backend.concerns.standing import standing
from backend.triage.understanding import Urgency
from tests.concerns.events import acknowledged, answered, at, called, other, signal


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
