"""How a window should stand by the book of what was truly written: worked out here by other code than the diary's."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from backend.diary.windows import Window
from backend.families.models import PauseFact, PauseKind
from backend.simulation.diary_book import Writing
from backend.simulation.diary_life import Way


def expected(
    window: Window,
    written: Sequence[Writing],
    pauses: Sequence[PauseFact],
    *,
    texted: Sequence[datetime] = (),
    now: datetime,
) -> str:
    """The state's name. In time stands whatever else was; half of the open time in a pause excuses the rest.

    `texted`: when it was filled in by text, which the book does not tell.
    """
    own = [*texted, *(each.recorded_at for each in written if each.way is not Way.PHONE)]
    if any(window.opens_at <= at < window.closes_at for at in own):
        return "on-time"
    if now >= window.opens_at and 2 * _paused(window, pauses) >= window.closes_at - window.opens_at:
        return "excused"
    if any(window.closes_at <= at < window.late_until for at in own):
        return "late"
    if any(each.way is Way.PHONE for each in written):
        return "transcribed"
    return _left_out(window, now)


def _left_out(window: Window, now: datetime) -> str:
    if now < window.opens_at:
        return "not-yet-open"
    if now < window.closes_at:
        return "open"
    if window.optional:
        return "passed"
    return "overdue" if now < window.late_until else "missed"


def _paused(window: Window, pauses: Sequence[PauseFact]) -> timedelta:
    """How much of the window's open time the family was paused."""
    spans = ((max(since, window.opens_at), min(until, window.closes_at)) for since, until in _spans(pauses, window))
    return sum((until - since for since, until in spans if since < until), timedelta())


def _spans(pauses: Sequence[PauseFact], window: Window) -> Iterator[tuple[datetime, datetime]]:
    since: datetime | None = None
    for fact in pauses:
        if fact.kind is PauseKind.PAUSED:
            since = since or fact.happened_at
        elif since is not None:
            yield since, fact.happened_at
            since = None
    if since is not None:
        yield since, max(since, window.closes_at)
