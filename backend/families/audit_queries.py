"""Looks at the audit of a site: what was done to its families, and what its staff did in the study."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from backend.audit.models import AuditEntry
from backend.audit.record import STUDY
from backend.families.models import Family

_at, _stream, _seq = col(AuditEntry.at), col(AuditEntry.stream), col(AuditEntry.seq)
_action, _actor = col(AuditEntry.action), col(AuditEntry.actor)


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
    query = select(AuditEntry).where(_of_site(wanted), *_narrowed(wanted))
    if after is not None:
        query = query.where(_behind(after))
    return list(session.exec(query.order_by(_at.desc(), _stream, _seq.desc()).limit(limit)))


def _of_site(wanted: Wanted) -> ColumnElement[bool]:
    theirs, hidden = select(Family.code).where(Family.site == wanted.site), list(wanted.hidden)
    own = and_(_stream == STUDY, _actor.not_in(hidden), col(AuditEntry.subject).not_in(hidden))
    return or_(_stream.in_(theirs), own)


def _narrowed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.stream:
        yield _stream == wanted.stream
    if wanted.what:
        yield or_(_action == wanted.what, _action.startswith(f"{wanted.what}.", autoescape=True))
    if wanted.who:
        yield _actor.in_(list(wanted.who))
    if wanted.since is not None:
        yield _at >= wanted.since
    if wanted.until is not None:
        yield _at < wanted.until


def _behind(place: Place) -> ColumnElement[bool]:
    earlier_here = and_(_stream == place.stream, _seq < place.seq)
    same_moment = and_(_at == place.at, or_(_stream > place.stream, earlier_here))
    return or_(_at < place.at, same_moment)


def every_code(session: Session) -> list[str]:
    """The codes of all families of all sites."""
    return list(session.exec(select(Family.code)))


def codes_after(session: Session, site: str, after: str, *, limit: int) -> list[str]:
    """The codes of a site's families in order, those behind `after`."""
    query = select(Family.code).where(Family.site == site, col(Family.code) > after)
    return list(session.exec(query.order_by(Family.code).limit(limit)))
