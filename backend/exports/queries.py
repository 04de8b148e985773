"""All SQL of the exports: the rows of one site, or of the whole study, that a table is made of."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from backend.concerns.models import Concern, ConcernEvent
from backend.diary.models import Entry, EntryVersion
from backend.families.models import Child, Family
from backend.outbox.models import Message
from backend.schedule.models import VisitFact


def children(session: Session, site: str) -> list[tuple[Child, str]]:
    """Each child with its family's code, by participant code; of every site if none is named."""
    query = select(Child, Family.code).join(Family, col(Family.id) == col(Child.family_id)).order_by(col(Child.code))
    return list(session.exec(query.where(Family.site == site) if site else query))


def entries(session: Session, child_ids: Iterable[str]) -> list[tuple[Entry, EntryVersion]]:
    """Every version of these children's entries, in the order of writing."""
    return list(
        session.exec(
            select(Entry, EntryVersion)
            .join(EntryVersion, col(EntryVersion.entry_id) == col(Entry.id))
            .where(col(Entry.child_id).in_(list(child_ids)))
            .order_by(col(Entry.counts_at), col(Entry.id), col(EntryVersion.nth))
        )
    )


def visit_facts(session: Session, child_ids: Iterable[str]) -> list[VisitFact]:
    """What happened to these children's visits."""
    return list(
        session.exec(
            select(VisitFact)
            .where(col(VisitFact.child_id).in_(list(child_ids)))
            .order_by(col(VisitFact.recorded_at), col(VisitFact.child_id), col(VisitFact.sequence))
        )
    )


def concern_events(session: Session, streams: Iterable[str]) -> list[tuple[Concern, ConcernEvent]]:
    """Everything that happened to the concerns of these families."""
    return list(
        session.exec(
            select(Concern, ConcernEvent)
            .join(ConcernEvent, col(ConcernEvent.concern_id) == col(Concern.id))
            .where(col(Concern.stream).in_(list(streams)))
            .order_by(col(Concern.number), col(ConcernEvent.nth))
        )
    )


def messages(session: Session, streams: Iterable[str]) -> list[Message]:
    """Every text about these families."""
    return list(
        session.exec(
            select(Message)
            .where(col(Message.stream).in_(list(streams)))
            .order_by(col(Message.created_at), col(Message.id))
        )
    )
