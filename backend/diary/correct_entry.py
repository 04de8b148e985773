"""Correcting an entry: a new version with who, when and why beside those before; nothing is overwritten."""

from sqlmodel import Session

from backend.diary import queries
from backend.diary.consider import Desk, consider
from backend.diary.hand_on import hand_on
from backend.diary.keep import keep_version
from backend.diary.models import Entry
from backend.diary.outcome import Outcome, Recorded
from backend.diary.record_entry import begin, entry_of_family
from backend.diary.state import timing_of
from backend.diary.submission import Submission
from backend.diary.tell import again, kept, refused
from backend.diary.versions import answers_of, newest
from backend.diary.window_queries import window_with_id
from backend.errors import NotFoundError


def correct_entry(session: Session, desk: Desk, submission: Submission) -> Recorded:
    """Keep all answers anew as a version of the entry `submission.corrects`; the one written last holds.

    When the entry itself counts as written does not change. Raises NotFoundError if the entry is not (yet) here or
    is not this child's.
    """
    begin(session, desk)
    before = queries.version(session, submission.id)
    if before is not None and before.content == submission.content(desk.child.id):
        return again(session, desk, entry_of_family(session, desk, before.entry_id), before)
    entry = _entry(session, desk, submission)
    considered = consider(session, desk, submission)
    reason = Outcome.CHANGED if before is not None else considered.refused
    if reason is not None:
        return refused(considered, reason)
    versions = queries.versions_of(session, [entry.id])[entry.id]
    held = newest(versions)
    version = keep_version(session, desk, submission, considered, entry, nth=len(versions) + 1, before=held)
    window = window_with_id(session, entry.window_id) if entry.window_id else None
    timing = timing_of(window, entry.counts_at) if window else None
    by = hand_on(session, desk, submission, considered, timing=timing, before=answers_of(held))
    return kept(considered, entry, version, window=window, read_by=by)


def _entry(session: Session, desk: Desk, submission: Submission) -> Entry:
    entry = entry_of_family(session, desk, submission.corrects)
    if entry.child_id != desk.child.id or entry.instrument != submission.instrument:
        raise NotFoundError("There is no such entry.")
    return entry
