"""The job that lets no concern rest: pages the next person, notices pages that failed, and calls nobody made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.concerns import queries
from backend.concerns.append import lock, standing_of
from backend.concerns.escalate_by_hand import escalate_by_hand
from backend.concerns.ladder import Step, next_step
from backend.concerns.miss_promise import miss_promise
from backend.concerns.models import Concern, ConcernEvent, State, TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.page import BAD, FINAL, page, page_failed, pages_of, statuses
from backend.concerns.rota import on_call
from backend.concerns.standing import Demand
from backend.db import is_database_fault, reading, transaction
from backend.outbox.models import Message
from backend.protocol.pack import Pack

log = structlog.get_logger()
LOOK_AGAIN = timedelta(seconds=10)
"""While a page is on its way, how often to ask what became of it."""
NOBODY_AGAIN = timedelta(minutes=10)
NEVER_SOON = timedelta(days=1)
"""The pack names nobody at all: no hour of the day changes that."""


@dataclass(frozen=True)
class Rules:
    """What every step needs."""

    pack: Pack
    live: bool
    now: datetime


def escalate_due(engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50) -> int:
    """Take the next step of each concern that is due; how many steps were taken."""
    with reading(engine) as session:
        ids = queries.due_concerns(session, now=clock.now(), limit=limit)
    return sum(_contained(engine, concern_id, pack=pack, live=live, clock=clock) for concern_id in ids)


def _contained(engine: Engine, concern_id: str, *, pack: Pack, live: bool, clock: Clock) -> bool:
    """One concern's next step; where it fails twice running, a person has it, and the others do not wait.

    Where it is the database that fails it stays due.
    """
    for _ in range(2):
        try:
            with transaction(engine) as session:
                return escalate(session, concern_id, pack=pack, live=live, now=clock.now())
        except Exception as error:
            log.exception("escalate-failed", concern=concern_id)
            if is_database_fault(error):
                return False
    try:
        with transaction(engine) as session:
            escalate_by_hand(session, concern_id, now=clock.now())
    except Exception:
        log.exception("escalate-by-hand-failed", concern=concern_id)
    return False


def escalate(session: Session, concern_id: str, *, pack: Pack, live: bool, now: datetime) -> bool:
    """One concern's next step, if it is due; whether anything was done. Whoever comes second finds it done."""
    found = queries.concern_with_id(session, concern_id)
    if found is None:
        return False
    lock(session, found.stream)
    concern = queries.concern_with_id(session, concern_id) or found
    if concern.next_at is None or concern.next_at > now:
        return False
    rules, acted = Rules(pack, live, now), False
    stands = standing_of(session, concern)
    if stands.state is not State.RESOLVED and stands.call_due is not None and stands.call_due <= now:
        miss_promise(session, concern, stands, pack=pack, live=live, now=now)
        stands, acted = standing_of(session, concern), True
    next_at = stands.call_due
    if stands.demand is not None:
        paged, again_at = _page_on(session, concern, stands.demand, rules)
        acted |= paged
        next_at = min(each for each in (next_at, again_at) if each is not None)
    concern.next_at = next_at
    session.add(concern)
    return acted


def _page_on(session: Session, concern: Concern, demand: Demand, rules: Rules) -> tuple[bool, datetime]:
    """Page the next person if it is time; when to look again."""
    acted = _notice_failure(session, concern, demand, rules)
    step = _next(session, concern, demand, rules)
    if step.due <= rules.now:
        if not step.to:
            _nobody(session, concern, demand, rules)
            known = bool(rules.pack.study.contact.people)
            return acted, rules.now + (NOBODY_AGAIN if known else NEVER_SOON)
        page(session, concern, demand, step, pack=rules.pack, live=rules.live, now=rules.now)
        acted, step = True, _next(session, concern, demand, rules)
    under_way = any(row.status not in FINAL for row in _last(session, concern, demand))
    soon = rules.now + LOOK_AGAIN
    return acted, min(step.due, soon) if under_way else max(step.due, rules.now)


def _next(session: Session, concern: Concern, demand: Demand, rules: Rules) -> Step:
    contact = rules.pack.study.contact
    order = [each.key for each in on_call(rules.pack, queries.rota_facts(session), rules.now)]
    return next_step(
        demand,
        pages_of(_events(session, concern), demand),
        order=order,
        administrator=contact.administrator.key if contact.administrator else None,
        rules=rules.pack.concerns,
        zone=rules.pack.study.zone_info,
    )


def _notice_failure(session: Session, concern: Concern, demand: Demand, rules: Rules) -> bool:
    """Write down once that the last step reached nobody."""
    pages = pages_of(_events(session, concern), demand)
    rows = _last(session, concern, demand)
    if not pages or pages[-1].failed_at is not None or not rows or any(row.status not in BAD for row in rows):
        return False
    why = ",".join(sorted({row.status for row in rows}))
    page_failed(session, concern, demand.number, pages[-1].step, why, now=rules.now)
    return True


def _nobody(session: Session, concern: Concern, demand: Demand, rules: Rules) -> None:
    """Nobody is on call and there is no administrator: it stands at the top of the coordinator's list."""
    open_task(
        session,
        kind=TaskKind.NOBODY_ON_CALL,
        stream=concern.stream,
        dedup_key=f"nobody-on-call:{concern.id}:{demand.number}",
        due_by=rules.now,
        child_code=concern.child_code,
        facts={"concern": str(concern.number), "level": demand.level.value},
        now=rules.now,
    )


def _events(session: Session, concern: Concern) -> Sequence[ConcernEvent]:
    return queries.events_of(session, concern.id)


def _last(session: Session, concern: Concern, demand: Demand) -> list[Message]:
    return statuses(session, _events(session, concern), demand)
