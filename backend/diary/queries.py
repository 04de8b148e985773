"""The SQL of entries with their versions, of excuses, and of the instruments that were kept."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, or_, select

from backend.diary.models import DiaryExcuse, Entry, EntryVersion, InstrumentVersion
from backend.families.models import Child

# The statement asked at every entry is built once: building it costs more than running it.
_VERSION = select(EntryVersion).where(EntryVersion.id == bindparam("version"))


def kept_versions(session: Session) -> set[tuple[str, str]]:
    """(key, version) of every instrument that was kept."""
    rows = session.exec(select(InstrumentVersion.key, InstrumentVersion.version)).all()
    return {(key, version) for key, version in rows}


def instrument_version(session: Session, key: str, version: str) -> InstrumentVersion | None:
    return session.get(InstrumentVersion, (key, version))


def in_use_since(session: Session) -> datetime | None:
    """When the first instrument was kept."""
    return session.exec(select(func.min(InstrumentVersion.kept_at))).one()


def unplaced(session: Session, child_id: str, instruments: Collection[str]) -> list[Entry]:
    """Entries of these instruments outside every window, the oldest first."""
    return list(
        session.exec(
            select(Entry)
            .where(Entry.child_id == child_id, col(Entry.window_id).is_(None), col(Entry.instrument).in_(instruments))
            .order_by(col(Entry.counts_at), col(Entry.id))
        ).all()
    )


def entry(session: Session, entry_id: str) -> Entry | None:
    return session.get(Entry, entry_id)


def family_of(session: Session, entry_id: str) -> str | None:
    """The id of the family an entry is of."""
    return session.exec(
        select(Child.family_id).join(Entry, col(Entry.child_id) == col(Child.id)).where(Entry.id == entry_id)
    ).first()


def version(session: Session, version_id: str) -> EntryVersion | None:
    return session.exec(_VERSION, params={"version": version_id}).first()


def versions_of(session: Session, entry_ids: Iterable[str]) -> dict[str, list[EntryVersion]]:
    """The versions of each entry in the order they came."""
    wanted = list(entry_ids)
    found: dict[str, list[EntryVersion]] = {entry_id: [] for entry_id in wanted}
    rows = session.exec(
        select(EntryVersion)
        .where(col(EntryVersion.entry_id).in_(wanted))
        .order_by(col(EntryVersion.entry_id), col(EntryVersion.nth))
    )
    for row in rows:
        found[row.entry_id].append(row)
    return found


def entries_of(
    session: Session, child_id: str, *, before: tuple[datetime, str] | None = None, limit: int | None = None
) -> list[Entry]:
    """A child's entries, the newest first; `before` is the place (`counts_at`, id) of one to go on from."""
    query = select(Entry).where(Entry.child_id == child_id)
    if before is not None:
        at, entry_id = before
        query = query.where(or_(col(Entry.counts_at) < at, (col(Entry.counts_at) == at) & (col(Entry.id) < entry_id)))
    query = query.order_by(col(Entry.counts_at).desc(), col(Entry.id).desc())
    return list(session.exec(query if limit is None else query.limit(limit)).all())


def entries_on(session: Session, child_id: str, instrument: str, due_on: date) -> list[Entry]:
    """A child's entries that name this day of an instrument, in the order they came."""
    return list(
        session.exec(
            select(Entry)
            .where(Entry.child_id == child_id, Entry.instrument == instrument, Entry.due_on == due_on)
            .order_by(col(Entry.received_at), col(Entry.id))
        ).all()
    )


def corrections_of(session: Session, child_id: str, *, limit: int) -> list[tuple[str, str, str, datetime]]:
    """A child's corrected entries, the newest correction first: the instrument, the entry, who corrected it, when."""
    rows = session.execute(
        sql_select(col(Entry.instrument), col(Entry.id), col(EntryVersion.by), col(EntryVersion.received_at))
        .join(EntryVersion, col(EntryVersion.entry_id) == col(Entry.id))
        .where(col(Entry.child_id) == child_id, col(EntryVersion.nth) > 1)
        .order_by(col(EntryVersion.received_at).desc(), col(EntryVersion.id))
        .limit(limit)
    )
    return [(instrument, entry_id, by, at) for instrument, entry_id, by, at in rows]


def entries_before(session: Session, child_id: str, at: datetime, *, limit: int) -> list[Entry]:
    """The last entries of a child written before then, the newest first."""
    return list(
        session.exec(
            select(Entry)
            .where(Entry.child_id == child_id, col(Entry.counts_at) < at)
            .order_by(col(Entry.counts_at).desc(), col(Entry.id).desc())
            .limit(limit)
        ).all()
    )


def placed_entries(session: Session, child_id: str) -> list[Entry]:
    """A child's entries that have a window, in the order they were written; not those that were never whole."""
    whole = select(EntryVersion.entry_id).where(col(EntryVersion.whole))
    return list(
        session.exec(
            select(Entry)
            .where(Entry.child_id == child_id, col(Entry.window_id).is_not(None), col(Entry.id).in_(whole))
            .order_by(col(Entry.counts_at), col(Entry.id))
        ).all()
    )


def excuses_of(session: Session, child_id: str) -> Sequence[DiaryExcuse]:
    """What was ever recorded for a child, or for every child, in the order it became known."""
    mine = or_(col(DiaryExcuse.child_id) == child_id, col(DiaryExcuse.child_id).is_(None))
    query = select(DiaryExcuse).where(mine)
    return session.exec(query.order_by(col(DiaryExcuse.recorded_at), col(DiaryExcuse.id))).all()


def excuse(session: Session, excuse_id: str) -> DiaryExcuse | None:
    return session.get(DiaryExcuse, excuse_id)


def seen_once(session: Session, *, since: datetime, limit: int) -> list[str]:
    """Entries and corrections with own words, received since, that nobody has looked at twice; the oldest first."""
    return list(
        session.exec(
            select(EntryVersion.id)
            .where(col(EntryVersion.reconsidered_at).is_(None), col(EntryVersion.received_at) >= since)
            .order_by(col(EntryVersion.received_at), col(EntryVersion.id))
            .limit(limit)
        ).all()
    )


def take_seen_once(session: Session, version_id: str) -> EntryVersion | None:
    """The version, locked, unless somebody has looked at it again."""
    return session.exec(
        select(EntryVersion)
        .where(EntryVersion.id == version_id, col(EntryVersion.reconsidered_at).is_(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()
