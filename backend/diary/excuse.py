"""Excusing a span in which nobody could be expected to keep a diary, with the reason; or taking that back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.diary import queries
from backend.diary.models import DiaryExcuse
from backend.diary.standings import in_force
from backend.diary.state import Reason
from backend.diary.take_back_nudges import EXCUSED, take_back_all
from backend.diary.take_back_nudges import take_back as take_back_nudges
from backend.diary.turn_queries import look_at, look_at_all
from backend.errors import ConflictError, NotFoundError
from backend.families.models import Child, Family
from backend.families.queries import child_by_id, family_by_id
from backend.protocol.blinding import refuse_arm_words

BY_STAFF = (Reason.IN_HOSPITAL, Reason.VISIT_CANCELED, Reason.OUTAGE)
"""A pause is recorded of a family and excuses by itself."""


@dataclass(frozen=True)
class Span:
    """From when until when (UTC; None: it lasts), and why."""

    reason: Reason
    since: datetime
    until: datetime | None = None
    note: str = ""


def excuse(
    session: Session, span: Span, *, child: Child | None, family: Family | None, by: str, now: datetime
) -> DiaryExcuse:
    """Record an excuse of one child, or of every child (`child` None), which only an outage can be.

    Raises ConflictError for a span that cannot be, ArmWordsError when the note speaks of the arm.
    """
    refuse_arm_words(span.note)
    if span.reason not in BY_STAFF:
        raise ConflictError(f"{span.reason.value} is no reason to record here: pause the family instead.")
    if child is None and span.reason is not Reason.OUTAGE:
        raise ConflictError("Only an outage excuses every child; name the child.")
    if span.until is not None and span.until <= span.since:
        raise ConflictError("An excuse ends after it begins.")
    row = DiaryExcuse(
        id=str(uuid4()),
        child_id=child.id if child is not None else None,
        reason=span.reason.value,
        since=span.since,
        until=span.until,
        note=span.note,
        by=by,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    if child is not None:
        take_back_nudges(session, child.id, child.family_id, reason=EXCUSED, now=now)
    else:
        take_back_all(session, reason=EXCUSED, now=now)
    after = {
        "reason": span.reason.value,
        "since": span.since.isoformat(),
        "until": span.until.isoformat() if span.until else "",
    }
    record(
        session,
        stream=family.code if family is not None else STUDY,
        actor=by,
        action="diary.excuse",
        subject=child.code if child is not None else "every child",
        after=after,
        reason=span.note,
        now=now,
    )
    return row


def take_back(session: Session, excuse_id: str, *, note: str, by: str, now: datetime) -> DiaryExcuse:
    """Record that an excuse does not hold; both stay. Raises NotFoundError, ConflictError, ArmWordsError."""
    refuse_arm_words(note)
    row = queries.excuse(session, excuse_id)
    if row is None or row.takes_back is not None:
        raise NotFoundError(f"There is no excuse {excuse_id}.")
    if row.id not in {each.id for each in in_force(queries.excuses_of(session, row.child_id or ""))}:
        raise ConflictError("That excuse was taken back already.")
    child = child_by_id(session, row.child_id) if row.child_id else None
    back = DiaryExcuse(
        id=str(uuid4()),
        child_id=row.child_id,
        reason=row.reason,
        since=row.since,
        until=row.until,
        note=note,
        takes_back=row.id,
        by=by,
        recorded_at=now,
    )
    session.add(back)
    session.flush()
    if child is not None:
        look_at(session, child.family_id, now=now)
    else:
        look_at_all(session, now=now)
    record(
        session,
        stream=family_by_id(session, child.family_id).code if child is not None else STUDY,
        actor=by,
        action="diary.take-back-excuse",
        subject=child.code if child is not None else "every child",
        before={"reason": row.reason, "since": row.since.isoformat()},
        reason=note,
        now=now,
    )
    return back
