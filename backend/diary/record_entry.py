"""Keeping an entry, once: its answers, its window, its worry and whom it concerns, all in one transaction."""

from sqlmodel import Session

from backend.concerns.append import lock
from backend.diary import queries
from backend.diary.consider import Considered, Desk, consider
from backend.diary.hand_on import hand_on
from backend.diary.keep import keep_version
from backend.diary.models import Entry
from backend.diary.outcome import Outcome, Recorded
from backend.diary.place import place
from backend.diary.plan_windows import plan_windows
from backend.diary.state import timing_of
from backend.diary.submission import Submission
from backend.diary.take_back_nudges import FILLED, take_back
from backend.diary.tell import again, kept, refused
from backend.diary.window_queries import windows_about
from backend.diary.windows import Window
from backend.errors import NotFoundError
from backend.families.take_whole import take_whole


def record_entry(session: Session, desk: Desk, submission: Submission) -> Recorded:
    """Keep an entry and answer it; what cannot be kept is told in the outcome, and its worry is raised all the same.

    Sent again it is the same entry. Whether it came in time is told, never refused. Raises NotFoundError for an
    unknown diary, and for an id that is not this family's.
    """
    begin(session, desk)
    before = queries.version(session, submission.id)
    known = entry_of_family(session, desk, before.entry_id) if before is not None else None
    if before is not None and known is not None and before.content == submission.content(desk.child.id):
        return again(session, desk, known, before)
    considered = consider(session, desk, submission)
    reason = Outcome.CHANGED if before is not None else considered.refused
    return _keep(session, desk, submission, considered) if reason is None else refused(considered, reason)


def begin(session: Session, desk: Desk) -> None:
    """Lock the child's diary, and bring its windows in line with what is known.

    The family's concerns come first and then the family, as for whoever reads its texts: an entry may tell of a death
    and pause it, and two orders would be a deadlock.
    """
    lock(session, desk.family.code)
    take_whole(session, [desk.family.id])
    plan_windows(session, desk.child, desk.family, pack=desk.pack, live=desk.live, now=desk.now)


def entry_of_family(session: Session, desk: Desk, entry_id: str) -> Entry:
    """The entry, of whichever child of the family. Raises NotFoundError, for another family's as for none."""
    entry = queries.entry(session, entry_id)
    if entry is None or queries.family_of(session, entry.id) != desk.family.id:
        raise NotFoundError("There is no such entry.")
    return entry


def _keep(session: Session, desk: Desk, submission: Submission, considered: Considered) -> Recorded:
    window = _window(session, desk, submission, considered)
    entry = Entry(
        id=submission.id,
        child_id=desk.child.id,
        instrument=submission.instrument,
        due_on=submission.due_on,
        window_id=window.id_for(desk.child.id) if window else None,
        source=desk.writer.source.value,
        by=desk.writer.by,
        recorded_at=submission.recorded_at,
        submitted_at=submission.submitted_at,
        received_at=desk.now,
        counts_at=considered.at,
        zone=submission.zone,
    )
    session.add(entry)
    session.flush()
    version = keep_version(session, desk, submission, considered, entry, nth=1)
    if window is not None:
        take_back(session, desk.child.id, desk.family.id, [window.key], reason=FILLED, now=desk.now)
    timing = timing_of(window, considered.at) if window else None
    by = hand_on(session, desk, submission, considered, timing=timing)
    return kept(considered, entry, version, window=window, read_by=by)


def _window(session: Session, desk: Desk, submission: Submission, considered: Considered) -> Window | None:
    if considered.instrument.any_time:
        return None
    about = windows_about(session, desk.child.id, submission.instrument, at=considered.at, due_on=submission.due_on)
    return place(about, submission.instrument, due_on=submission.due_on, at=considered.at)
