"""Bringing a child's windows in line after a date, the zone or the pack changed. Pure.

What a family has answered stays, and what has opened keeps its hours; only the day it counts as may change. A window
that would have closed before anybody knew of it is none: nobody could have answered it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from backend.diary.windows import Key, Window


class ChangeKind(StrEnum):
    """What happens to one window."""

    NEW = "newly-due"
    MOVED = "moved"
    GONE = "no-longer-due"


@dataclass(frozen=True)
class Change:
    """One window's change, as it was and as it is to be."""

    kind: ChangeKind
    before: Window | None
    after: Window | None


def replan(
    before: Mapping[Key, Window], due: Mapping[Key, Window], *, answered: Collection[Key], now: datetime
) -> dict[Key, Window]:
    """The windows from now on; those of one instrument never overlap. `answered` are keys that have an entry."""
    kept = {
        key: _counted_anew(window, due.get(key))
        for key, window in before.items()
        if _stays(window, due, answered, now)
    }
    fresh = {
        key: window
        for key, window in due.items()
        if key not in kept
        and window.closes_at > now
        and not any(window.instrument == each.instrument and window.overlaps(each) for each in kept.values())
    }
    ordered = sorted({**kept, **fresh}.values(), key=lambda each: (each.opens_at, each.instrument))
    return {window.key: window for window in ordered}


def _stays(window: Window, due: Mapping[Key, Window], answered: Collection[Key], now: datetime) -> bool:
    if window.key in answered:
        return True
    wanted = due.get(window.key)
    return wanted is not None and (window.opens_at <= now or wanted.closes_at <= now)


def _counted_anew(window: Window, wanted: Window | None) -> Window:
    """The same hours, as a day after the anchor as it is known now."""
    return window if wanted is None else replace(window, anchor=wanted.anchor, anchor_on=wanted.anchor_on)


def compare(before: Mapping[Key, Window], after: Mapping[Key, Window]) -> list[Change]:
    """What changes, in order of the days."""
    changes = []
    for key in sorted({*before, *after}, key=lambda each: (each[1], each[0])):
        old, new = before.get(key), after.get(key)
        if old is None:
            changes.append(Change(ChangeKind.NEW, None, new))
        elif new is None:
            changes.append(Change(ChangeKind.GONE, old, None))
        elif old != new:
            changes.append(Change(ChangeKind.MOVED, old, new))
    return changes
