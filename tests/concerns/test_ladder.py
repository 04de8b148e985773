"""The ladder never skips anybody, never rests, and keeps the hours of the pack."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from backend.concerns.ladder import Page, Step, next_step
from backend.concerns.standing import Demand
from backend.triage.understanding import Urgency
from tests.factories import PACK

ZONE = ZoneInfo("Asia/Shanghai")
RULES = PACK.concerns
TEN, TWO = timedelta(minutes=10), timedelta(hours=2)
moments = st.datetimes(datetime(2026, 12, 1), datetime(2027, 2, 20)).map(lambda at: at.replace(tzinfo=UTC))
rotas = st.lists(st.sampled_from(["gao", "li", "chan", "wu"]), unique=True, max_size=4)
fates = st.lists(st.booleans(), min_size=12, max_size=12)


def climb(demand: Demand, order: list[str], failing: list[bool], *, late: timedelta = timedelta(0)) -> list[Step]:
    """The steps that go out when nobody acknowledges; `failing` says which pages never arrive."""
    pages: list[Page] = []
    steps = []
    for failed in failing:
        step = next_step(demand, pages, order=order, administrator="zhou", rules=RULES, zone=ZONE)
        at = step.due + late
        steps.append(step)
        pages.append(Page(step.number, step.due, at, step.to, at + timedelta(seconds=30) if failed else None))
    return steps


def demand(level: Urgency, since: datetime, *, night: bool = False, first: str | None = None) -> Demand:
    return Demand(1, since, level, night, first)


@given(since=moments, order=rotas)
def test_an_emergency_goes_at_once_and_to_the_next_every_ten_minutes(since: datetime, order: list[str]) -> None:
    steps = climb(demand(Urgency.EMERGENCY, since), order, [False] * 12)
    assert [step.due - since for step in steps] == [TEN * number for number in range(12)]
    people = order or ["zhou"]
    assert [step.to[0] for step in steps] == [people[number % len(people)] for number in range(12)]


@given(since=moments, order=rotas, failing=fates, level=st.sampled_from([Urgency.URGENT, Urgency.EMERGENCY]))
def test_everybody_is_paged_in_the_first_round_and_the_administrator_from_the_second(
    since: datetime, order: list[str], failing: list[bool], level: Urgency
) -> None:
    steps = climb(demand(level, since), order, failing)
    assert {step.to[0] for step in steps[: len(order)]} == set(order)
    assert all(step.to for step in steps)
    assert all(("zhou" in step.to) is (step.number >= len(order)) for step in steps)


@given(since=moments, order=rotas.filter(bool), failing=fates, night=st.booleans())
def test_no_gap_is_longer_than_the_pack_allows(
    since: datetime, order: list[str], failing: list[bool], night: bool
) -> None:
    for level, longest in ((Urgency.EMERGENCY, TEN), (Urgency.URGENT, TWO if night else TWO + timedelta(hours=11))):
        steps = climb(demand(level, since, night=night), order, failing)
        gaps = [after.due - before.due for before, after in pairwise(steps)]
        assert all(timedelta(0) <= gap <= longest for gap in gaps)


@given(since=moments, order=rotas.filter(bool))
def test_an_urgent_page_waits_for_the_morning_and_counts_only_the_day(since: datetime, order: list[str]) -> None:
    steps = climb(demand(Urgency.URGENT, since), order, [False] * 12)
    hours = [step.due.astimezone(ZONE) for step in steps]
    assert all(8 <= at.hour < 21 or (at.hour, at.minute, at.second) == (21, 0, 0) for at in hours)
    assert steps[0].due - since <= timedelta(hours=11)


@given(since=moments, order=rotas.filter(bool))
def test_a_sign_of_the_night_list_is_paged_at_once_at_any_hour(since: datetime, order: list[str]) -> None:
    steps = climb(demand(Urgency.URGENT, since, night=True), order, [False] * 4)
    assert [step.due - since for step in steps] == [TWO * number for number in range(4)]


@given(since=moments, order=rotas.filter(lambda each: len(each) > 1))
def test_a_page_that_is_not_delivered_goes_to_the_next_at_once(since: datetime, order: list[str]) -> None:
    first, second, third = climb(demand(Urgency.EMERGENCY, since), order, [True, False, False])
    assert second.due - first.due == timedelta(seconds=30)
    assert second.to[0] == order[1]
    assert third.due - second.due == TEN


@given(since=moments, order=rotas.filter(bool))
def test_when_no_page_arrives_at_all_the_rounds_keep_their_distance(since: datetime, order: list[str]) -> None:
    steps = climb(demand(Urgency.EMERGENCY, since), order, [True] * 12)
    within = [step for step in steps if step.due - since < TEN]
    assert len(within) <= len(order) + 1


@given(since=moments, minutes=st.integers(3, 600))
def test_a_worker_that_was_down_does_not_page_everybody_at_once(since: datetime, minutes: int) -> None:
    late = timedelta(minutes=minutes)
    steps = climb(demand(Urgency.EMERGENCY, since), ["gao", "li"], [False] * 4, late=late)
    assert all(b.due - a.due == late + TEN for a, b in pairwise(steps))


def test_whoever_it_is_handed_to_is_paged_first_and_then_the_rota_goes_on() -> None:
    steps = climb(
        demand(Urgency.EMERGENCY, datetime(2026, 12, 8, tzinfo=UTC), first="li"), ["gao", "li", "chan"], [False] * 3
    )
    assert [step.to[0] for step in steps] == ["li", "chan", "gao"]
