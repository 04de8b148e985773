"""All SQL of the diary."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, union, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, or_, select

from backend.consent.models import ConsentFact
from backend.db import UTCDateTime
from backend.diary.models import (
    DiaryExcuse,
    DiaryPlan,
    DiaryTurn,
    DiaryWindow,
    Entry,
    EntryVersion,
    InstrumentVersion,
    NudgeHour,
)
from backend.diary.windows import Key, Window
from backend.families.models import Child
from backend.schedule.models import AnchorFact

# Statements asked at every entry are built once: building them costs more than running them.
_COLUMNS = (
    col(DiaryWindow.instrument),
    col(DiaryWindow.due_on),
    col(DiaryWindow.anchor),
    col(DiaryWindow.anchor_on),
    col(DiaryWindow.opens_at),
    col(DiaryWindow.closes_at),
    col(DiaryWindow.late_until),
    col(DiaryWindow.optional),
)
_IN_FORCE = (
    sql_select(*_COLUMNS)
    .where(col(DiaryWindow.child_id) == bindparam("child"), col(DiaryWindow.superseded_at).is_(None))
    .order_by(col(DiaryWindow.opens_at), col(DiaryWindow.instrument))
)
_ANCHORS = (
    select(func.count()).select_from(AnchorFact).where(col(AnchorFact.child_id) == col(Child.id)).scalar_subquery()
)
_CONSENTS = (
    select(func.count()).select_from(ConsentFact).where(col(ConsentFact.child_id) == col(Child.id)).scalar_subquery()
)
_FACTS = _ANCHORS + _CONSENTS
_PLAN = (
    sql_select(col(DiaryPlan.version), col(DiaryPlan.facts), col(DiaryPlan.planned_at), _FACTS)
    .select_from(Child)
    .outerjoin(DiaryPlan, col(DiaryPlan.child_id) == col(Child.id))
    .where(col(Child.id) == bindparam("child"))
)
_TURNS = (
    select(DiaryTurn.family_id)
    .where(col(DiaryTurn.next_at) <= bindparam("now", type_=UTCDateTime()))
    .order_by(col(DiaryTurn.next_at), col(DiaryTurn.family_id))
    .limit(bindparam("limit"))
)
_NEXT_TURN = select(func.min(DiaryTurn.next_at))
_LAGGING = sql_select(col(Child.id)).outerjoin(DiaryPlan, col(DiaryPlan.child_id) == col(Child.id))
_UNPLANNED = or_(col(DiaryPlan.child_id).is_(None), col(DiaryPlan.facts) != _FACTS)
_BEHIND = (
    _LAGGING.where(or_(_UNPLANNED, col(DiaryPlan.version) != bindparam("version")))
    .order_by(col(Child.id))
    .limit(bindparam("limit"))
)
_SINCE = bindparam("since", type_=UTCDateTime())
_CHANGED = (
    _LAGGING.where(
        col(Child.id).in_(
            union(
                select(AnchorFact.child_id).where(col(AnchorFact.recorded_at) >= _SINCE),
                select(ConsentFact.child_id).where(col(ConsentFact.recorded_at) >= _SINCE),
            )
        ),
        _UNPLANNED,
    )
    .order_by(col(Child.id))
    .limit(bindparam("limit"))
)
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


def plan_of(session: Session, child_id: str) -> tuple[str | None, int | None, datetime | None, int]:
    """(version, facts, planned_at) of the last plan, each None before the first; and how many facts there are now."""
    version, facts, planned_at, known = session.execute(_PLAN, {"child": child_id}).one()
    return version, facts, planned_at, known


def plan_row(session: Session, child_id: str) -> DiaryPlan | None:
    return session.get(DiaryPlan, child_id)


def children_behind(session: Session, version: str, *, limit: int) -> list[str]:
    """Children of whom more became known, or whose pack changed, since their windows were planned: looks at all."""
    return list(session.execute(_BEHIND, {"version": version, "limit": limit}).scalars())


def children_changed(session: Session, *, since: datetime, limit: int) -> list[str]:
    """Children of whom something became known since then that their windows do not follow yet."""
    return list(session.execute(_CHANGED, {"since": since, "limit": limit}).scalars())


def windows_in_force(session: Session, child_id: str) -> dict[Key, Window]:
    """A child's windows in order of opening, as values."""
    found = (Window(*row) for row in session.execute(_IN_FORCE, {"child": child_id}))
    return {window.key: window for window in found}


def windows_about(
    session: Session, child_id: str, instrument: str, *, at: datetime, due_on: date | None
) -> dict[Key, Window]:
    """An instrument's windows that take an entry then, and that of the day, if named."""
    takes = (col(DiaryWindow.opens_at) <= at) & (col(DiaryWindow.late_until) > at)
    wanted = takes if due_on is None else takes | (col(DiaryWindow.due_on) == due_on)
    rows = session.execute(
        sql_select(*_COLUMNS).where(
            col(DiaryWindow.child_id) == child_id,
            col(DiaryWindow.instrument) == instrument,
            col(DiaryWindow.superseded_at).is_(None),
            wanted,
        )
    )
    found = (Window(*row) for row in rows)
    return {window.key: window for window in found}


def window_with_id(session: Session, window_id: str) -> Window | None:
    """The window as it is in force; None if it no longer is."""
    row = session.execute(
        sql_select(*_COLUMNS).where(col(DiaryWindow.window_id) == window_id, col(DiaryWindow.superseded_at).is_(None))
    ).first()
    return Window(*row) if row is not None else None


def windows_opening(session: Session, *, since: datetime, until: datetime) -> list[tuple[str, Window]]:
    """Every child's windows in force that open in that span, each with its child's id, in order of opening."""
    rows = session.execute(
        sql_select(col(DiaryWindow.child_id), *_COLUMNS)
        .where(
            col(DiaryWindow.superseded_at).is_(None),
            col(DiaryWindow.opens_at) > since,
            col(DiaryWindow.opens_at) <= until,
        )
        .order_by(col(DiaryWindow.opens_at), col(DiaryWindow.child_id), col(DiaryWindow.instrument))
    )
    return [(row[0], Window(*row[1:])) for row in rows]


def window_rows(session: Session, child_id: str) -> list[DiaryWindow]:
    """Those in force."""
    return list(
        session.exec(
            select(DiaryWindow).where(DiaryWindow.child_id == child_id, col(DiaryWindow.superseded_at).is_(None))
        ).all()
    )


def all_windows(session: Session, child_id: str) -> list[DiaryWindow]:
    """Every window a child ever had, superseded ones too, in the order of their days and then as planned."""
    return list(
        session.exec(
            select(DiaryWindow)
            .where(DiaryWindow.child_id == child_id)
            .order_by(col(DiaryWindow.due_on), col(DiaryWindow.instrument), col(DiaryWindow.recorded_at))
        ).all()
    )


def revisions(session: Session, child_id: str) -> int:
    """How many windows a child has ever had."""
    return session.exec(select(func.count()).select_from(DiaryWindow).where(DiaryWindow.child_id == child_id)).one()


def placed(session: Session, child_id: str) -> set[str]:
    """The ids of the child's windows that have an entry."""
    rows = session.exec(
        select(Entry.window_id).where(Entry.child_id == child_id, col(Entry.window_id).is_not(None)).distinct()
    ).all()
    return {row for row in rows if row is not None}


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


def nudge_hour(session: Session, family_id: str) -> NudgeHour | None:
    """The hour a family chose last."""
    query = select(NudgeHour).where(NudgeHour.family_id == family_id).order_by(col(NudgeHour.nth).desc())
    return session.exec(query).first()


def families_to_look_at(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Families whose windows are to be looked at by now, the longest due first."""
    return list(session.exec(_TURNS, params={"now": now, "limit": limit}).all())


def next_turn_at(session: Session) -> datetime | None:
    """When any family's windows are next to be looked at."""
    return session.exec(_NEXT_TURN).one()


def turn_of(session: Session, family_id: str) -> DiaryTurn | None:
    """The family's turn, locked, as it stands now."""
    return session.get(DiaryTurn, family_id, with_for_update=True, populate_existing=True)


def look_at(session: Session, family_id: str, *, again: bool = False, now: datetime) -> None:
    """Look at a family's windows at once; `again`: today's reminder, which was taken back, too."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    changed = {"next_at": now, "nudged_on": None} if again else {"next_at": now}
    statement = insert(DiaryTurn).values(family_id=family_id, next_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["family_id"], set_=changed))


def look_at_all(session: Session, *, now: datetime) -> None:
    """Look at the windows of every family at once."""
    session.execute(update(DiaryTurn).values(next_at=now))


def nudge_again(session: Session, families: Collection[str]) -> None:
    """Decide today's reminder of these families again, at their next look."""
    session.execute(update(DiaryTurn).where(col(DiaryTurn.family_id).in_(families)).values(nudged_on=None))


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
