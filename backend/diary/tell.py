"""What is told of an entry: that it is kept now, was kept before, or why it was not."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.advise import Advice, advice
from backend.concerns.queries import concern_with_id
from backend.diary.consider import Considered, Desk
from backend.diary.hand_on import due_again
from backend.diary.models import Entry, EntryVersion
from backend.diary.offer import offered
from backend.diary.outcome import Outcome, Recorded
from backend.diary.state import timing_of
from backend.diary.window_queries import window_with_id
from backend.diary.windows import Window
from backend.triage.understanding import Urgency


def refused(considered: Considered, outcome: Outcome) -> Recorded:
    """Why it was not kept, with what is to be mended or confirmed."""
    read = considered.read
    return Recorded(outcome, problems=read.problems, asks=read.asks, advice=considered.worry.advice)


def kept(
    considered: Considered, entry: Entry, version: EntryVersion, *, window: Window | None, read_by: datetime | None
) -> Recorded:
    """That it is kept, and whether in time."""
    return Recorded(
        Outcome.KEPT,
        entry=entry,
        version=version,
        window=window,
        timing=timing_of(window, entry.counts_at) if window else None,
        any_time=considered.instrument.any_time,
        asks=considered.read.asks,
        advice=considered.worry.advice,
        read_by=read_by,
    )


def again(session: Session, desk: Desk, entry: Entry, version: EntryVersion) -> Recorded:
    """What was told when it was kept."""
    window = window_with_id(session, entry.window_id) if entry.window_id else None
    instrument = offered(desk.pack, live=desk.live).get(entry.instrument)
    return Recorded(
        Outcome.SAME,
        entry=entry,
        version=version,
        window=window,
        timing=timing_of(window, entry.counts_at) if window else None,
        any_time=instrument is not None and instrument.any_time,
        advice=_advice_again(session, desk, version),
        read_by=due_again(session, version.id),
    )


def _advice_again(session: Session, desk: Desk, version: EntryVersion) -> Advice | None:
    concern = concern_with_id(session, version.concern_id) if version.concern_id else None
    if concern is None:
        return None
    return advice(
        session,
        concern,
        version.advice,
        Urgency(version.urgency),
        family=desk.family,
        language=desk.writer.language,
        pack=desk.pack,
        live=desk.live,
        now=version.received_at,
    )
