"""Laying out a child's year anew after something changed: windows, then the steps that follow from them.

Runs in the transaction of the change and touches one child only, so that planning costs what changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.families.models import Child, Family
from backend.protocol.pack import Pack
from backend.schedule import queries
from backend.schedule.diff import Change, compare
from backend.schedule.ladder import PlannedStep, Setting, ladder
from backend.schedule.models import AnchorFact, AnchorKind, PlanMark, Step, StepState, VisitWindow
from backend.schedule.timeline import AnchorDate, Window, never_coming, timeline
from backend.schedule.visit_state import VisitState, visit_states


@dataclass(frozen=True)
class Course:
    """A child's year as it stands: windows in force and the state of every visit."""

    windows: Mapping[str, Window]
    states: Mapping[str, VisitState]

    def state(self, visit: str) -> VisitState:
        """A visit nothing has happened to yet is planned."""
        return self.states.get(visit, VisitState(visit))


def known_anchors(facts: Sequence[AnchorFact]) -> dict[str, AnchorDate]:
    """The newest fact of each anchor holds."""
    return {fact.anchor: AnchorDate(AnchorKind(fact.kind), fact.happened_on, fact.counts_from) for fact in facts}


def course_of(session: Session, child_id: str) -> Course:
    """The year as recorded."""
    return Course(
        queries.windows_in_force(session, child_id), visit_states(queries.visit_events(session, [child_id]))
    )


def preview(
    session: Session, *, child: Child, family: Family, pack: Pack, extra: AnchorFact, now: datetime
) -> list[Change]:
    """What recording `extra` would change, without recording it."""
    facts = [*queries.anchor_facts(session, child.id), extra]
    before = course_of(session, child.id)
    after, _ = _windows_after(before, known_anchors(facts), pack=pack, family=family, now=now)
    return compare(
        before.windows, after, before.states, today=now.astimezone(ZoneInfo(family.zone)).date(), zone=family.zone
    )


def plan_child(
    session: Session, *, child: Child, family: Family, pack: Pack, course: Course | None = None, now: datetime
) -> list[Change]:
    """Bring windows and steps in line with the facts; what moved, vanished or became due.

    `course` is the year as recorded, for a caller that has it at hand.
    """
    before = course or course_of(session, child.id)
    anchors = known_anchors(queries.anchor_facts(session, child.id))
    windows, dropped = _windows_after(before, anchors, pack=pack, family=family, now=now)
    today = now.astimezone(ZoneInfo(family.zone)).date()
    _store_windows(session, child, before.windows, windows, now=now)
    schedule = pack.schedule_on(today)
    setting = Setting(schedule, pack.study.hours, family.zone, now)
    steps = [
        step
        for visit in sorted({*windows, *before.states} - dropped)
        for step in ladder(before.state(visit), windows.get(visit), setting)
    ]
    _store_steps(session, child, family, steps, now=now)
    _mark(session, child, schedule.version, now=now)
    return compare(before.windows, windows, before.states, today=today, zone=family.zone)


def _mark(session: Session, child: Child, version: str, *, now: datetime) -> None:
    mark = queries.plan_mark(session, child.id)
    if mark is None:
        session.add(PlanMark(child_id=child.id, schedule_version=version, planned_at=now))
    elif mark.schedule_version != version:
        mark.schedule_version, mark.planned_at = version, now
        session.add(mark)


def _windows_after(
    before: Course, anchors: Mapping[str, AnchorDate], *, pack: Pack, family: Family, now: datetime
) -> tuple[dict[str, Window], frozenset[str]]:
    """The windows to come, past results keeping theirs; and visits that will never be."""
    today = now.astimezone(ZoneInfo(family.zone)).date()
    dropped = frozenset(visit for visit in never_coming(pack.schedules, anchors) if not before.state(visit).is_over)
    fresh = timeline(pack.schedules, anchors, today=today)
    kept = {visit: window for visit, window in before.windows.items() if before.state(visit).is_over}
    return {visit: window for visit, window in {**fresh, **kept}.items() if visit not in dropped}, dropped


def _store_windows(
    session: Session, child: Child, before: Mapping[str, Window], after: Mapping[str, Window], *, now: datetime
) -> None:
    if dict(before) == dict(after):
        return
    for row in queries.windows(session, [child.id]):
        if after.get(row.visit) != before[row.visit]:
            row.superseded_at = now
            session.add(row)
    revision = queries.revisions(session, child.id)
    for window in after.values():
        if before.get(window.visit) != window:
            revision += 1
            session.add(_as_row(window, child.id, revision, now))


def _store_steps(
    session: Session, child: Child, family: Family, planned: Sequence[PlannedStep], *, now: datetime
) -> None:
    wanted = {step.id_for(child.id): step for step in planned}
    for row in queries.waiting_steps(session, child.id):
        if row.id not in wanted:
            row.state, row.state_at = StepState.SUPERSEDED.value, now
            session.add(row)
    known = queries.steps_by_id(session, wanted)
    for step_id, step in wanted.items():
        if step_id not in known:
            session.add(_step_row(step_id, step, child, family, now))
        elif known[step_id].state == StepState.SUPERSEDED.value:
            row = known[step_id]
            row.state, row.state_at, row.due_at, row.day = StepState.WAITING.value, now, step.due_at, step.day
            session.add(row)


def _step_row(step_id: str, step: PlannedStep, child: Child, family: Family, now: datetime) -> Step:
    return Step(
        id=step_id,
        family_id=family.id,
        child_id=child.id,
        visit=step.visit,
        rule=step.rule,
        appointment_at=step.appointment_at,
        day=step.day,
        due_at=step.due_at,
        recorded_at=now,
        state_at=now,
    )


def _as_row(window: Window, child_id: str, revision: int, now: datetime) -> VisitWindow:
    return VisitWindow(
        id=str(uuid5(NAMESPACE_URL, f"{window.id_for(child_id)}/{revision}")),
        child_id=child_id,
        visit=window.visit,
        anchor=window.anchor,
        anchor_on=window.anchor_on,
        target_on=window.target_on,
        opens_on=window.opens_on,
        closes_on=window.closes_on,
        schedule_version=window.schedule_version,
        recorded_at=now,
    )
