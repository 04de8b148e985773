"""A batch that was written offline: each item is kept or refused for itself, and answered for itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.concerns.append import lock
from backend.diary.consider import Desk
from backend.diary.correct_entry import correct_entry
from backend.diary.outcome import Recorded
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission
from backend.errors import NuanxinError
from backend.families.models import Family
from backend.families.take_whole import take_whole


@dataclass(frozen=True)
class Item:
    """One thing written about a child; `child_id` as the client says it."""

    child_id: str
    submission: Submission


@dataclass(frozen=True)
class Synced:
    """What became of an item: kept or refused with the reason, or `error` where it is nobody's."""

    id: str
    recorded: Recorded | None = None
    error: NuanxinError | None = None


def sync(session: Session, family: Family, items: Sequence[Item], *, desk_of: Callable[[str], Desk]) -> list[Synced]:
    """Work through a batch, entries before corrections and the oldest first; the answers are in the order sent.

    `desk_of` finds the desk of a child and raises NotFoundError for one that is not the caregiver's. The family with
    all diaries is locked before the first item: another order would be a deadlock with whoever reminds the family.
    """
    lock(session, family.code)
    take_whole(session, [family.id])
    order = sorted(range(len(items)), key=lambda place: _turn(items[place].submission))
    done = {place: _one(session, items[place], desk_of) for place in order}
    return [done[place] for place in range(len(items))]


def _turn(submission: Submission) -> tuple[bool, float, str]:
    return bool(submission.corrects), submission.recorded_at.timestamp(), submission.id


def _one(session: Session, item: Item, desk_of: Callable[[str], Desk]) -> Synced:
    submission = item.submission
    verb = correct_entry if submission.corrects else record_entry
    try:
        with session.begin_nested():
            return Synced(submission.id, verb(session, desk_of(item.child_id), submission))
    except NuanxinError as error:
        return Synced(submission.id, error=error)
