"""Laying out a child's diary anew after something it follows from changed; doing it twice changes nothing.

Each fact is worked in at the moment it became known, however long after that we come to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.record import record
from backend.clock import Clock
from backend.consent.gate import consent_state
from backend.consent.queries import facts_of
from backend.db import reading, transaction
from backend.diary import queries
from backend.diary.fill_queries import fill_in
from backend.diary.models import DiaryPlan, DiaryWindow
from backend.diary.offer import keep_versions, offered, plan_version
from backend.diary.place import place
from backend.diary.plan_queries import children_behind, children_changed, plan_of, plan_row
from backend.diary.replan import Change, compare, replan
from backend.diary.take_back_nudges import FILLED, MOVED, take_back
from backend.diary.turn_queries import look_at
from backend.diary.window_queries import placed, revisions, window_rows, windows_in_force
from backend.diary.windows import Course, Key, Window, due_windows
from backend.families import queries as families
from backend.families.models import Child, Family
from backend.outbox.lock_queries import serialise
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack
from backend.schedule.happen import subject
from backend.schedule.models import AnchorFact
from backend.schedule.plan import known_anchors
from backend.schedule.queries import anchor_facts

BY = "nuanxin"
JUST = timedelta(minutes=30)
"""A fact that took longer than this to be committed waits for the look at everybody."""


@dataclass(frozen=True)
class _Basis:
    """What a child's windows follow from."""

    child: Child
    family: Family
    pack: Pack
    instruments: Mapping[str, Instrument]
    anchors: list[AnchorFact]


def plan_changed(engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50) -> int:
    """Plan children of whom something just became known; how many there were. Looks at nobody else."""
    with reading(engine) as session:
        changed = children_changed(session, since=clock.now() - JUST, limit=limit)
    return _plan_each(engine, changed, pack=pack, live=live, clock=clock)


def plan_behind(engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50) -> int:
    """Plan children whose facts or pack changed, however long ago, since they were planned; how many there were."""
    version = _version(offered(pack, live=live), pack, clock.now())
    with reading(engine) as session:
        behind = children_behind(session, version, limit=limit)
    return _plan_each(engine, behind, pack=pack, live=live, clock=clock)


def _plan_each(engine: Engine, children: Sequence[str], *, pack: Pack, live: bool, clock: Clock) -> int:
    for child_id in children:
        with transaction(engine) as session:
            child = families.child_by_id(session, child_id)
            family = families.family_by_id(session, child.family_id)
            plan_windows(session, child, family, pack=pack, live=live, now=clock.now())
    return len(children)


def is_behind(session: Session, child_id: str, *, pack: Pack, live: bool, now: datetime) -> bool:
    """Whether the child's windows are still to be planned."""
    version, facts, _, known = plan_of(session, child_id)
    return (version, facts) != (_version(offered(pack, live=live), pack, now), known)


def plan_windows(
    session: Session, child: Child, family: Family, *, pack: Pack, live: bool, now: datetime
) -> list[Change]:
    """Bring the child's windows in line with the facts; what changed. Costs one look if nothing did."""
    serialise(session, [subject(child.id)])
    instruments = offered(pack, live=live)
    version = _version(instruments, pack, now)
    planned_as, counted, planned_at, facts = plan_of(session, child.id)
    if (planned_as, counted) == (version, facts):
        return []
    keep_versions(session, instruments, now=now)
    basis = _Basis(child, family, pack, instruments, anchor_facts(session, child.id))
    before = windows_in_force(session, child.id)
    after = dict(before)
    filled = placed(session, child.id)
    answered = {key for key, window in before.items() if window.id_for(child.id) in filled}
    for moment in _moments(session, basis, since=planned_at, renewed=planned_as not in (None, version), now=now):
        after = replan(after, _due(session, basis, moment), answered=answered, now=moment)
    _store(session, basis, before, after, now=now)
    fill_in(session, [each for each in _new_ids(child, before, after) if each in filled])
    _mark(session, child, version, facts, now=now)
    look_at(session, family.id, now=now)
    _take_in(session, basis, after, now=now)
    return compare(before, after)


def _version(instruments: Mapping[str, Instrument], pack: Pack, now: datetime) -> str:
    return plan_version(instruments, pack, now.astimezone(ZoneInfo(pack.study.zone)).date())


def _moments(
    session: Session, basis: _Basis, *, since: datetime | None, renewed: bool, now: datetime
) -> list[datetime]:
    """When the facts not yet worked in became known; none before the diary was first in use."""
    facts = [each.recorded_at for each in basis.anchors]
    facts += [each.recorded_at for each in facts_of(session, basis.child.id)]
    begun = queries.in_use_since(session) or now
    moments = {max(each, begun) for each in facts if since is None or each >= since}
    return sorted(moments | ({now} if renewed or not moments else set()))


def _due(session: Session, basis: _Basis, moment: datetime) -> dict[Key, Window]:
    """The windows by what was known at that moment."""
    child, family, pack = basis.child, basis.family, basis.pack
    consent = consent_state(session, [child.id], as_of=None, known_at=moment)[child.id]
    if consent.since is None:
        return {}
    course = Course(
        schedule=pack.schedule_on(moment.astimezone(ZoneInfo(family.zone)).date()),
        anchors=known_anchors([fact for fact in basis.anchors if fact.recorded_at <= moment]),
        zone=family.zone,
        born_on=date.fromisoformat(child.birth_on),
        ends_at=consent.ended_at,
    )
    return due_windows(basis.instruments.values(), course)


def _store(
    session: Session, basis: _Basis, before: Mapping[Key, Window], after: Mapping[Key, Window], *, now: datetime
) -> None:
    if before == after:
        return
    child_id = basis.child.id
    changed = []
    for row in window_rows(session, child_id):
        key = (row.instrument, row.due_on)
        if after.get(key) != before[key]:
            changed.append(key)
            row.superseded_at = now
            session.add(row)
    take_back(session, child_id, basis.family.id, changed, reason=MOVED, now=now)
    revision = revisions(session, child_id)
    for key, window in after.items():
        if before.get(key) != window:
            revision += 1
            session.add(_row(basis, window, revision, now=now))
    session.flush()


def _new_ids(child: Child, before: Mapping[Key, Window], after: Mapping[Key, Window]) -> set[str]:
    return {window.id_for(child.id) for key, window in after.items() if before.get(key) != window}


def _row(basis: _Basis, window: Window, revision: int, *, now: datetime) -> DiaryWindow:
    window_id = window.id_for(basis.child.id)
    instrument = basis.instruments.get(window.instrument)
    return DiaryWindow(
        id=str(uuid5(NAMESPACE_URL, f"{window_id}/{revision}")),
        window_id=window_id,
        child_id=basis.child.id,
        instrument=window.instrument,
        instrument_version=instrument.version if instrument is not None else "",
        due_on=window.due_on,
        anchor=window.anchor,
        anchor_on=window.anchor_on,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        late_until=window.late_until,
        optional=window.optional,
        recorded_at=now,
        site=basis.family.site,
        campus=basis.child.campus,
    )


def _mark(session: Session, child: Child, version: str, facts: int, *, now: datetime) -> None:
    mark = plan_row(session, child.id) or DiaryPlan(child_id=child.id, version="", facts=0, planned_at=now)
    mark.version, mark.facts, mark.planned_at = version, facts, now
    session.add(mark)
    session.flush()


def _take_in(session: Session, basis: _Basis, windows: Mapping[Key, Window], *, now: datetime) -> None:
    """Entries written before their window was known: a family may write on the evening of an infusion that staff
    record the next morning.
    """
    keys = [key for key, each in basis.instruments.items() if not each.any_time]
    for entry in queries.unplaced(session, basis.child.id, keys):
        window = place(windows, entry.instrument, due_on=entry.due_on, at=entry.counts_at)
        if window is not None:
            entry.window_id = window.id_for(basis.child.id)
            session.add(entry)
            session.flush()
            fill_in(session, [entry.window_id])
            take_back(session, basis.child.id, basis.family.id, [window.key], reason=FILLED, now=now)
            record(
                session,
                stream=basis.family.code,
                actor=BY,
                action="diary.place",
                subject=f"{basis.child.code}/{entry.id}",
                after={"window": f"{window.instrument} {window.due_on}"},
                now=now,
            )
