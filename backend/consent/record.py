"""Consent was given on paper, and staff record it: which version, where the paper is, on which day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.audit.record import record
from backend.consent import queries
from backend.consent.models import ENDS, ConsentFact, ConsentKind
from backend.errors import ConflictError
from backend.families.models import Child
from backend.families.queries import family_by_id, stable_id
from backend.outbox.suppress import Scope, lift

NOON = time(12)


def record_consent(
    session: Session, *, child: Child, version: str, reference: str, happened_on: date, by: str, now: datetime
) -> ConsentFact:
    """Keep that consent to `version` was given on `happened_on`, a day in the family's zone.

    Raises ConflictError for a day to come, for what is recorded already, for a day before a withdrawal or death.
    """
    family = family_by_id(session, child.family_id)
    queries.lock_child(session, child.id)
    facts = queries.facts_of(session, child.id)
    zone = ZoneInfo(family.zone)
    if (version, reference, happened_on) in _given(facts, zone):
        raise ConflictError(f"This consent of {child.code} is recorded already.")
    fact = ConsentFact(
        id=stable_id("consent-fact", child.id, len(facts) + 1),
        child_id=child.id,
        nth=len(facts) + 1,
        kind=ConsentKind.CONSENTED,
        version=version,
        reference=reference,
        happened_at=_moment(child, facts, happened_on, zone, now=now),
        recorded_at=now,
        by=by,
    )
    queries.add(session, fact)
    for end in sorted(ENDS):
        lift(session, scope=Scope.SUBJECT, key=f"child:{child.id}", reason=end.value, by=by, now=now)
    record(
        session,
        stream=family.code,
        actor=by,
        action="consent.record",
        subject=f"child:{child.id}",
        after={"version": version, "reference": reference, "happened_on": happened_on.isoformat()},
        now=now,
    )
    return fact


def _given(facts: list[ConsentFact], zone: ZoneInfo) -> set[tuple[str, str, date]]:
    return {
        (each.version, each.reference, each.happened_at.astimezone(zone).date())
        for each in facts
        if each.kind is ConsentKind.CONSENTED
    }


def _moment(child: Child, facts: list[ConsentFact], happened_on: date, zone: ZoneInfo, *, now: datetime) -> datetime:
    """Noon of the day, but never after now, and on the day of an end after it: only days are on paper."""
    if happened_on > now.astimezone(zone).date():
        raise ConflictError(f"Consent on {happened_on} lies in the future; record it once it is signed.")
    noon = datetime.combine(happened_on, NOON, zone).astimezone(UTC)
    last = max(facts, key=lambda each: (each.happened_at, each.nth), default=None)
    if last is None or last.kind not in ENDS:
        return min(noon, now)
    ended_on = last.happened_at.astimezone(zone).date()
    if happened_on < ended_on:
        was = "has died, as recorded on" if last.kind is ConsentKind.DIED else "was withdrawn on"
        raise ConflictError(f"{child.code} {was} {ended_on}; only a consent signed after that can take effect.")
    return min(max(noon, last.happened_at + timedelta(seconds=1)), now)
