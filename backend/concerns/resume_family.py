"""Letting a paused family get its texts again, which after a child's death is more than that."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.hold_texts import UndecidedError, told_in
from backend.concerns.mourning import mourns_since
from backend.concerns.who_died import died_since, end_reminders, who_died
from backend.families.models import Family
from backend.families.pause import resume
from backend.families.pause_queries import held_families
from backend.families.take_whole import take_whole


def resume_family(session: Session, family: Family, *, died: str = "", reason: str, by: str, now: datetime) -> None:
    """Let the texts go on; where one of several children has `died`, without that child's.

    Raises ConflictError if it is not paused, UndecidedError while that is to be said with the concern,
    WhichChildError, NotFoundError.
    """
    take_whole(session, [family.id])
    held = held_families(session, [family.id]).get(family.id)
    if held is not None:
        number = told_in(held)
        raise UndecidedError(f"Say it with concern {number}: `nuanxin concerns texts {number} go-on`.")
    told_at = mourns_since(session, family)
    asked = bool(died) or (told_at is not None and not died_since(session, family, told_at))
    gone = who_died(session, [family], died) if asked else None
    if gone is not None:
        end_reminders(session, gone, reason=reason, by=by, now=now)
    resume(session, family=family, reason=reason, by=by, now=now)
