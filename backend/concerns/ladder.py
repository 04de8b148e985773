"""Whom to page next, and when: a pure function of the demand, the pages that went, and who is on call.

A page that could not be delivered hands on to the next person at once. It never ends by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.concerns.standing import Demand
from backend.protocol.concerns import ConcernRules
from backend.triage.understanding import Urgency

LATE = timedelta(minutes=2)
"""A step this late (a worker was down) moves the steps after it; a few seconds do not add up."""


@dataclass(frozen=True)
class Page:
    """A step that went: when it was due, when it left, to whom, and when it was known to have failed."""

    step: int
    due: datetime
    at: datetime
    to: tuple[str, ...]
    failed_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """The next step: to whom (keys; nobody if nobody is on call), when, in which round (from 0)."""

    number: int
    due: datetime
    to: tuple[str, ...]
    round: int
    why: str


def next_step(
    demand: Demand,
    pages: Sequence[Page],
    *,
    order: Sequence[str],
    administrator: str | None,
    rules: ConcernRules,
    zone: ZoneInfo,
) -> Step:
    """The step after `pages`, the steps of this demand so far. `order` are the keys on call, the first first."""
    number, people = len(pages), max(len(order), 1)
    first = order[0] if order and demand.first is None else demand.first
    if not pages:
        due, why = _first_due(demand, rules, zone), "first"
    else:
        due, why = _next_due(demand, pages, people, rules, zone)
        first = _after(pages[-1].to[0] if pages[-1].to else None, order)
    if demand.page_by is not None and not any(page.at >= demand.page_by for page in pages):
        due = min(due, demand.page_by)
    alone = [first] if first is not None else []
    with_administrator = administrator is not None and (number >= people or not order)
    extra = [administrator] if with_administrator and administrator is not None else []
    return Step(number, due, tuple(dict.fromkeys([*alone, *extra])), number // people, why)


def _first_due(demand: Demand, rules: ConcernRules, zone: ZoneInfo) -> datetime:
    if demand.level is Urgency.EMERGENCY or demand.night:
        return demand.since
    return rules.day.opens(demand.since, zone)


def _next_due(
    demand: Demand, pages: Sequence[Page], people: int, rules: ConcernRules, zone: ZoneInfo
) -> tuple[datetime, str]:
    last = pages[-1]
    if last.failed_at is not None and _failures(pages) <= people:
        return max(last.failed_at, last.at), "not-delivered"
    base = last.due if last.at - last.due < LATE else last.at
    if demand.level is Urgency.EMERGENCY:
        return base + timedelta(minutes=rules.page_next_after.emergency_minutes), "not-acknowledged"
    span = timedelta(hours=rules.page_next_after.urgent_hours)
    return (base + span if demand.night else rules.day.after(base, span, zone)), "not-acknowledged"


def _failures(pages: Sequence[Page]) -> int:
    """How many of the last steps failed in a row: a whole round that fails waits its time before the next."""
    count = 0
    for page in reversed(pages):
        if page.failed_at is None:
            break
        count += 1
    return count


def _after(key: str | None, order: Sequence[str]) -> str | None:
    """Whose turn it is after `key`; the first if that person is not on call any more."""
    if not order:
        return None
    return order[(order.index(key) + 1) % len(order)] if key in order else order[0]
