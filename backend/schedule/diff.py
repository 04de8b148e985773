"""What a changed anchor or schedule does to a child's year, told before it is confirmed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from backend.schedule.timeline import Window
from backend.schedule.visit_state import VisitState


class ChangeKind(StrEnum):
    """What happens to one visit."""

    MOVED = "moved"
    CANCELED = "canceled"
    NEW = "newly-due"
    MISSED = "would-already-be-missed"
    OUTSIDE = "appointment-outside-window"


@dataclass(frozen=True)
class Change:
    """One visit's change, with the window before and after where there is one."""

    visit: str
    kind: ChangeKind
    before: Window | None
    after: Window | None


def compare(
    before: Mapping[str, Window],
    after: Mapping[str, Window],
    states: Mapping[str, VisitState],
    *,
    today: date,
    zone: str,
) -> list[Change]:
    """The changes in order of date; visits with results do not change."""
    changes = []
    for visit in sorted({*before, *after}, key=lambda visit: _place(visit, before, after)):
        old, new = before.get(visit), after.get(visit)
        if old == new:
            continue
        state = states.get(visit)
        for kind in _kinds(old, new, _booked_on(state, zone), today):
            changes.append(Change(visit, kind, old, new))
    return changes


def _kinds(old: Window | None, new: Window | None, booked: date | None, today: date) -> list[ChangeKind]:
    if new is None:
        return [ChangeKind.CANCELED]
    kinds = [ChangeKind.NEW if old is None else ChangeKind.MOVED]
    if new.closes_on < today and booked is None:
        kinds.append(ChangeKind.MISSED)
    if booked is not None and not new.opens_on <= booked <= new.closes_on:
        kinds.append(ChangeKind.OUTSIDE)
    return kinds


def _booked_on(state: VisitState | None, zone: str) -> date | None:
    if state is None or not state.is_open or state.appointment_at is None:
        return None
    return state.appointment_at.astimezone(ZoneInfo(zone)).date()


def _place(visit: str, before: Mapping[str, Window], after: Mapping[str, Window]) -> tuple[date, str]:
    window = after.get(visit) or before[visit]
    return window.target_on, visit
