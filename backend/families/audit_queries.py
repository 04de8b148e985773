"""Looks at the audit of a site: what was done to its families, and what its staff did in the study."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from backend.audit.models import AuditEntry
from backend.audit.record import STUDY
from backend.families.models import Family


@dataclass(frozen=True)
class Place:
    """Where an entry stands in the list: the newest first, and within a moment the later of a chain."""

    at: datetime
    stream: str
    seq: int


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `what` is an action, or the room before its dot; `who` any of several names.

    `hidden`: names and subjects of other sites, whose acts in the study's own chain are not this site's to read.
    """

    site: str
    hidden: Collection[str] = ()
    stream: str = ""
    what: str = ""
    who: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None


def entries_at(session: Session, wanted: Wanted, *, after: Place | None = None, limit: int) -> list[AuditEntry]:
    """The entries that are asked for, the newest first, beginning behind `after`."""
    at, stream, seq, action = (
        col(AuditEntry.at),
        col(AuditEntry.stream),
        col(AuditEntry.seq),
        col(AuditEntry.action),
    )
    theirs = select(Family.code).where(Family.site == wanted.site)
    hidden = list(wanted.hidden)
    own = and_(stream == STUDY, col(AuditEntry.actor).not_in(hidden), col(AuditEntry.subject).not_in(hidden))
    query = select(AuditEntry).where(or_(stream.in_(theirs), own))
    if wanted.stream:
        query = query.where(stream == wanted.stream)
    if wanted.what:
        query = query.where(or_(action == wanted.what, action.startswith(f"{wanted.what}.", autoescape=True)))
    if wanted.who:
        query = query.where(col(AuditEntry.actor).in_(list(wanted.who)))
    if wanted.since is not None:
        query = query.where(at >= wanted.since)
    if wanted.until is not None:
        query = query.where(at < wanted.until)
    if after is not None:
        earlier_here = and_(stream == after.stream, seq < after.seq)
        same_moment = and_(at == after.at, or_(stream > after.stream, earlier_here))
        query = query.where(or_(at < after.at, same_moment))
    return list(session.exec(query.order_by(at.desc(), stream, seq.desc()).limit(limit)))


def codes_after(session: Session, site: str, after: str, *, limit: int) -> list[str]:
    """The codes of a site's families in order, those behind `after`."""
    query = select(Family.code).where(Family.site == site, col(Family.code) > after)
    return list(session.exec(query.order_by(Family.code).limit(limit)))
