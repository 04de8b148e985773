"""Reminding families of open diaries: at their hour, at most one text a phone and day, by what is true then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.concerns.queries import unresolved_of
from backend.consent.gate import ConsentState, consent_state
from backend.db import reading, transaction
from backend.diary.call_missed import call_missed
from backend.diary.compose_nudge import Due, send_nudge
from backend.diary.nudge_hour import family_hour
from backend.diary.nudge_times import FamilyHour, NudgeFacts, is_due, next_look, why_not
from backend.diary.offer import offered
from backend.diary.standings import Stands, standings
from backend.diary.take_back_nudges import NUDGE
from backend.diary.turn_queries import families_to_look_at, turn_of
from backend.families.models import Child, Family
from backend.families.pause_queries import is_paused
from backend.families.queries import children_of, family_by_id
from backend.outbox.decide import Because, note
from backend.outbox.lock_queries import serialise
from backend.outbox.models import Stage
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack
from backend.schedule.decide import why_not_to
from backend.schedule.happen import subject
from backend.schedule.household import recipients_of
from backend.triage.understanding import Urgency


@dataclass(frozen=True)
class Shelf:
    """A family's diaries as they stand at `now` (UTC)."""

    family: Family
    children: Sequence[Child]
    stands: Mapping[str, Sequence[Stands]]
    instruments: dict[str, Instrument]
    consents: Mapping[str, ConsentState]
    paused: bool
    emergency: bool
    hour: FamilyHour
    pack: Pack
    now: datetime

    @property
    def today(self) -> date:
        """The day where the family is."""
        return self.now.astimezone(self.hour.zone).date()


def nudge_due(engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50) -> int:
    """Look at the diaries of every family whose turn has come; how many. Safe from several workers at once."""
    with reading(engine) as session:
        due = families_to_look_at(session, now=clock.now(), limit=limit)
    for family_id in due:
        with transaction(engine) as session:
            look_at_family(session, family_id, pack=pack, live=live, now=clock.now())
    return len(due)


def look_at_family(session: Session, family_id: str, *, pack: Pack, live: bool, now: datetime) -> None:
    """Remind of what is open, bring what is left out in a row to a person, and say when to look again."""
    children = children_of(session, family_id)
    serialise(session, [subject(child.id) for child in children])
    turn = turn_of(session, family_id)
    if turn is None or turn.next_at is None or turn.next_at > now:
        return  # another worker was here first
    turn.next_at = None
    session.add(turn)
    family = family_by_id(session, family_id)
    hour = family_hour(session, family, pack=pack)
    if hour is None:
        return
    shelf = _shelf(session, family, children, hour, pack=pack, live=live, now=now)
    if turn.nudged_on != shelf.today and _nudge(session, shelf, live=live):
        turn.nudged_on = shelf.today
    for child in children:
        if shelf.consents[child.id].active and not shelf.paused:
            call_missed(session, child, shelf.family, shelf.stands[child.id], shelf.instruments, pack=pack, now=now)
    turn.next_at = _next(shelf)


def _shelf(
    session: Session,
    family: Family,
    children: Sequence[Child],
    hour: FamilyHour,
    *,
    pack: Pack,
    live: bool,
    now: datetime,
) -> Shelf:
    worries = unresolved_of(session, family_id=family.id, sender_index=None)
    return Shelf(
        family=family,
        children=children,
        stands={child.id: standings(session, child, now=now) for child in children},
        instruments=offered(pack, live=live),
        consents=consent_state(session, [child.id for child in children], as_of=None),
        paused=is_paused(session, family.id),
        emergency=any(each.level == Urgency.EMERGENCY.value for each in worries),
        hour=hour,
        pack=pack,
        now=now,
    )


def _next(shelf: Shelf) -> datetime | None:
    looks = [next_look(shelf.stands[child.id], shelf.instruments, shelf.hour, shelf.now) for child in shelf.children]
    return min((each for each in looks if each is not None), default=None)


def _nudge(session: Session, shelf: Shelf, *, live: bool) -> bool:
    """Decide today's reminders; whether any was due."""
    due = list(_due(shelf))
    open_ones = []
    for each in due:
        reason = why_not(_facts(shelf, each))
        if reason is None:
            open_ones.append(each)
        else:
            _unsent(session, shelf, reason, each.evidence)
    for to in recipients_of(session, shelf.family, shelf.pack) if open_ones else ():
        reason = why_not_to(to.facts, None)
        if reason is None:
            reason = send_nudge(session, open_ones, to, shelf.family, pack=shelf.pack, live=live, now=shelf.now)
        if reason is not None:
            for each in open_ones:
                _unsent(session, shelf, reason, {**each.evidence, "to": to.relation})
    return bool(due)


def _due(shelf: Shelf) -> Iterator[Due]:
    for child in shelf.children:
        for stands in shelf.stands[child.id]:
            instrument = shelf.instruments.get(stands.window.instrument)
            if instrument and is_due(stands, instrument, shelf.hour, shelf.now):
                yield Due(child, instrument, stands, shelf.hour.at)


def _facts(shelf: Shelf, due: Due) -> NudgeFacts:
    consent = shelf.consents[due.child.id]
    return NudgeFacts(
        state=due.stands.standing.state,
        consented=consent.active,
        ended=consent.why_ended,
        paused=shelf.paused,
        emergency=shelf.emergency,
    )


def _unsent(session: Session, shelf: Shelf, reason: str, evidence: Mapping[str, str]) -> None:
    note(
        session,
        Because(NUDGE, "not-sent", reason, evidence),
        stream=shelf.family.code,
        about_on=shelf.today,
        stage=Stage.PLAN,
        now=shelf.now,
    )
