"""Who is on call: the pack's order, on holidays the holidays' order, without the absent, with trades applied."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.concerns import queries
from backend.concerns.models import RotaFact, RotaKind
from backend.errors import ConflictError, NotFoundError
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack
from backend.protocol.study import OnCall

GRAIN = timedelta(hours=1)


def on_call(pack: Pack, facts: Iterable[RotaFact], at: datetime) -> tuple[OnCall, ...]:
    """Everybody who is on call at that moment, in the order in which they are paged."""
    contact, zone = pack.study.contact, ZoneInfo(pack.study.zone)
    today = at.astimezone(zone).date()
    people = {each.key: each for each in contact.people}
    order = [each.key for each in contact.rota]
    if contact.holiday_rota and not pack.calendar.is_workday(today):
        order = list(contact.holiday_rota)
    for fact in in_force(facts, at):
        if fact.kind == RotaKind.SWAPPED and fact.other_key is not None:
            order = _traded(order, fact.contact_key, fact.other_key)
        elif fact.kind == RotaKind.ABSENT:
            order = [key for key in order if key != fact.contact_key]
    return tuple(
        people[key]
        for key in order
        if key in people and not any(away.from_ <= today <= away.until for away in people[key].absences)
    )


def in_force(facts: Iterable[RotaFact], at: datetime) -> Iterator[RotaFact]:
    """The facts that hold at that moment, trades before absences, as recorded."""
    rows = list(facts)
    gone = {fact.takes_back for fact in rows if fact.takes_back}
    held = [fact for fact in rows if fact.id not in gone and fact.from_at <= at < fact.until_at]
    yield from (fact for fact in held if fact.kind == RotaKind.SWAPPED)
    yield from (fact for fact in held if fact.kind == RotaKind.ABSENT)


def _traded(order: list[str], one: str, other: str) -> list[str]:
    trade = {one: other, other: one}
    return list(dict.fromkeys(trade.get(key, key) for key in order))


def gaps(pack: Pack, facts: Iterable[RotaFact], *, since: datetime) -> tuple[datetime, ...]:
    """Moments of the days ahead (`rota_days_ahead`) at which nobody is on call, in UTC: each hour, each change."""
    rows, hours = list(facts), pack.concerns.rota_days_ahead * 24
    changes = {moment for fact in rows for moment in (fact.from_at, fact.until_at)}
    moments = {since + GRAIN * step for step in range(hours)}
    moments |= {each for each in changes if since <= each < since + GRAIN * hours}
    return tuple(moment for moment in sorted(moments) if not on_call(pack, rows, moment))


def person(pack: Pack, key: str) -> OnCall:
    """Somebody of the rota, or the administrator. Raises NotFoundError."""
    for each in pack.study.contact.people:
        if each.key == key:
            return each
    known = ", ".join(each.key for each in pack.study.contact.people) or "nobody yet"
    raise NotFoundError(f"The rota has no {key!r}; it has: {known}.")


def person_of(pack: Pack, number: str) -> OnCall | None:
    """Whose number this is, if it is anybody's of the rota."""
    return next((each for each in pack.study.contact.people if each.phone == number), None)


def set_absent(
    session: Session,
    *,
    key: str,
    from_at: datetime,
    until_at: datetime,
    reason: str,
    by: str,
    pack: Pack,
    now: datetime,
) -> RotaFact:
    """Somebody cannot be on call from then until then. Raises NotFoundError, ConflictError, ArmWordsError."""
    fact = RotaFact(
        id=str(uuid4()),
        kind=RotaKind.ABSENT.value,
        contact_key=person(pack, key).key,
        from_at=from_at,
        until_at=until_at,
        reason=reason,
        by=by,
        recorded_at=now,
    )
    return _keep(session, fact)


def swap(
    session: Session,
    *,
    key: str,
    other: str,
    from_at: datetime,
    until_at: datetime,
    reason: str,
    by: str,
    pack: Pack,
    now: datetime,
) -> RotaFact:
    """Two people trade places from then until then. Raises NotFoundError, ConflictError, ArmWordsError."""
    fact = RotaFact(
        id=str(uuid4()),
        kind=RotaKind.SWAPPED.value,
        contact_key=person(pack, key).key,
        other_key=person(pack, other).key,
        from_at=from_at,
        until_at=until_at,
        reason=reason,
        by=by,
        recorded_at=now,
    )
    return _keep(session, fact)


def take_back(session: Session, fact_id: str, *, by: str, now: datetime) -> RotaFact:
    """An absence or a trade no longer holds. Raises NotFoundError."""
    old = next((fact for fact in queries.rota_facts(session) if fact.id == fact_id), None)
    if old is None:
        raise NotFoundError(f"The rota has no fact {fact_id}.")
    fact = RotaFact(
        id=str(uuid4()),
        kind=RotaKind.TAKEN_BACK.value,
        contact_key=old.contact_key,
        other_key=old.other_key,
        from_at=old.from_at,
        until_at=old.until_at,
        takes_back=old.id,
        by=by,
        recorded_at=now,
    )
    return _keep(session, fact)


def _keep(session: Session, fact: RotaFact) -> RotaFact:
    refuse_arm_words(fact.reason)
    if fact.until_at <= fact.from_at:
        raise ConflictError("The end must come after the beginning.")
    session.add(fact)
    session.flush()
    after = {"who": fact.contact_key, "from": fact.from_at.isoformat(), "until": fact.until_at.isoformat()}
    if fact.other_key:
        after["with"] = fact.other_key
    record(
        session,
        stream=STUDY,
        actor=fact.by,
        action=f"concerns.rota-{fact.kind}",
        subject=f"contact:{fact.contact_key}",
        after=after,
        reason=fact.reason,
        now=fact.recorded_at,
    )
    return fact
