"""From anchors and the pack to the windows of a child's year: a pure function with deterministic ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from backend.protocol.schedule import Anchor, Schedule, VisitPlan
from backend.schedule.models import AnchorKind


@dataclass(frozen=True)
class AnchorDate:
    """What is known of one anchor: a day, or that it never comes and which other one counts instead."""

    kind: AnchorKind
    on: date | None
    counts_from: str | None = None


@dataclass(frozen=True)
class Window:
    """The days in which one visit should fall, and from what they were counted."""

    visit: str
    anchor: str
    anchor_on: date
    target_on: date
    opens_on: date
    closes_on: date
    schedule_version: str

    def id_for(self, child_id: str) -> str:
        """The same window of the same child always has the same id."""
        parts = (child_id, self.visit, self.schedule_version, self.anchor_on, self.opens_on, self.closes_on)
        return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))


def timeline(schedules: Sequence[Schedule], anchors: Mapping[str, AnchorDate], *, today: date) -> dict[str, Window]:
    """Every visit whose anchor is known, by visit key, under the schedules in force by `today`.

    `schedules` are in order of their effective dates. A visit whose window had closed before an amendment took
    effect stays as it was: an amendment changes what is to come.
    """
    planned: dict[str, Window] = {}
    for schedule in schedules:
        if schedule.effective_on is not None and schedule.effective_on > today:
            break
        planned = _amended(planned, schedule, anchors)
    return planned


def _amended(
    before: Mapping[str, Window], schedule: Schedule, anchors: Mapping[str, AnchorDate]
) -> dict[str, Window]:
    since = schedule.effective_on
    kept = {key: window for key, window in before.items() if since is not None and window.closes_on < since}
    fresh = {}
    for visit in schedule.visits:
        window = _window(visit, schedule, anchors)
        if window is not None and visit.key not in kept:
            fresh[visit.key] = window
    return {**kept, **fresh}


def _window(visit: VisitPlan, schedule: Schedule, anchors: Mapping[str, AnchorDate]) -> Window | None:
    counted = anchor_on(schedule, visit.anchor, anchors)
    if counted is None:
        return None
    target = visit.offset.add(counted)
    return Window(
        visit=visit.key,
        anchor=visit.anchor,
        anchor_on=counted,
        target_on=target,
        opens_on=target - timedelta(days=visit.window.before),
        closes_on=target + timedelta(days=visit.window.after),
        schedule_version=schedule.version,
    )


def anchor_on(schedule: Schedule, key: str, anchors: Mapping[str, AnchorDate]) -> date | None:
    """The day an anchor stands on, followed through derived ones; None while it is not known.

    A derived anchor ("last infusion") stands on the anchor it derives from. If that one never comes, it stands on
    the one the coordinator chose, and on none until they have chosen.
    """
    plan = next((anchor for anchor in schedule.anchors if anchor.key == key), None)
    if plan is None:
        return None
    if not plan.derived_from:
        known = anchors.get(key)
        return known.on if known is not None and known.kind is AnchorKind.HAPPENED else None
    return _derived(schedule, plan, anchors)


def _derived(schedule: Schedule, plan: Anchor, anchors: Mapping[str, AnchorDate]) -> date | None:
    for source in plan.derived_from:
        known = anchors.get(source)
        if known is None:
            continue
        if known.kind is AnchorKind.NEVER and known.counts_from in plan.or_chosen:
            return anchor_on(schedule, str(known.counts_from), anchors)
        if known.kind is AnchorKind.HAPPENED:
            return known.on
    return None


def never_coming(schedules: Sequence[Schedule], anchors: Mapping[str, AnchorDate]) -> frozenset[str]:
    """Visits whose own anchor was declared never to come (an infusion that is not given)."""
    never = {key for key, known in anchors.items() if known.kind is AnchorKind.NEVER}
    return frozenset(visit.key for schedule in schedules for visit in schedule.visits if visit.sets_anchor in never)
