"""Setting the dates that visits count from; a correction is a new fact beside the old one."""

from datetime import date, datetime
from uuid import uuid4

from sqlmodel import Session

from backend.audit.record import record
from backend.errors import ConflictError, NotFoundError
from backend.outbox.cancel import cancel_about
from backend.outbox.lock_queries import serialise
from backend.protocol.pack import Pack
from backend.schedule import queries
from backend.schedule.diff import Change, ChangeKind
from backend.schedule.happen import Act, about, subject
from backend.schedule.models import AnchorFact, AnchorKind
from backend.schedule.plan import known_anchors, plan_child, preview
from backend.schedule.timeline import AnchorDate


def draft_anchor(
    act: Act,
    anchor: str,
    *,
    happened_on: date | None,
    counts_from: str | None = None,
    reason: str,
    pack: Pack,
    now: datetime,
) -> AnchorFact:
    """The fact as it would be recorded. Raises NotFoundError or ConflictError with what to do instead."""
    schedule = pack.schedules[-1]
    plain = {plan.key for plan in schedule.anchors if not plan.derived_from}
    if anchor not in plain:
        raise NotFoundError(f"{anchor!r} cannot be set. Anchors that can: {', '.join(sorted(plain))}.")
    if happened_on is None and counts_from is None and _is_counted(pack, anchor):
        chosen = sorted({key for plan in schedule.anchors if anchor in plan.derived_from for key in plan.or_chosen})
        raise ConflictError(f"Choose what later visits count from instead: --count-from {' or '.join(chosen)}.")
    return AnchorFact(
        id=str(uuid4()),
        child_id=act.child.id,
        anchor=anchor,
        kind=(AnchorKind.HAPPENED if happened_on else AnchorKind.NEVER).value,
        happened_on=happened_on,
        counts_from=counts_from,
        recorded_at=now,
        by=act.by,
        reason=reason,
    )


def preview_anchor(session: Session, act: Act, fact: AnchorFact, *, pack: Pack, now: datetime) -> list[Change]:
    """What recording the fact would change."""
    return preview(session, child=act.child, family=act.family, pack=pack, extra=fact, now=now)


def set_anchor(
    session: Session,
    act: Act,
    anchor: str,
    *,
    happened_on: date | None,
    counts_from: str | None = None,
    reason: str,
    pack: Pack,
    now: datetime,
) -> list[Change]:
    """Record an anchor's day, or that it never comes (then `counts_from` names what counts instead), and replan."""
    serialise(session, [subject(act.child.id)])
    before = known(session, act.child.id).get(anchor)
    fact = draft_anchor(
        act, anchor, happened_on=happened_on, counts_from=counts_from, reason=reason, pack=pack, now=now
    )
    session.add(fact)
    session.flush()
    record(
        session,
        stream=act.family.code,
        actor=act.by,
        action="schedule.set-anchor",
        subject=f"{act.child.code}/{anchor}",
        before={"on": str(before.on or before.kind)} if before else None,
        after={"on": str(happened_on or "never"), "counts_from": counts_from or ""},
        reason=reason,
        now=now,
    )
    changes = plan_child(session, child=act.child, family=act.family, pack=pack, now=now)
    for change in changes:
        if change.kind is ChangeKind.CANCELED:
            mark = about(act.child.id, change.visit)
            cancel_about(session, subject=subject(act.child.id), about=mark, reason="visit-dropped", now=now)
    return changes


def known(session: Session, child_id: str) -> dict[str, AnchorDate]:
    """Every anchor recorded for a child, the newest fact of each."""
    return known_anchors(queries.anchor_facts(session, child_id))


def _is_counted(pack: Pack, anchor: str) -> bool:
    return any(anchor in plan.derived_from for schedule in pack.schedules for plan in schedule.anchors)
