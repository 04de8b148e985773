"""The hour at which a family wants to be reminded of its diary; each choice is kept, the newest holds."""

from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.audit.record import record
from backend.diary.models import NudgeHour
from backend.diary.nudge_times import FamilyHour
from backend.diary.take_back_nudges import HOUR, take_back
from backend.diary.turn_queries import nudge_hour
from backend.errors import ConflictError
from backend.families.models import Family
from backend.families.queries import children_of
from backend.outbox.lock_queries import serialise
from backend.protocol.pack import Pack
from backend.schedule.happen import subject


class HourNotOfferedError(ConflictError):
    """The study does not remind at that hour."""

    type = "hour-not-offered"


def family_hour(session: Session, family: Family, *, pack: Pack) -> FamilyHour | None:
    """The family's own hour while the pack offers it, or the study's; None where the pack reminds nobody."""
    hours, zone = pack.study.hours, ZoneInfo(family.zone)
    own = nudge_hour(session, family.id)
    if own is not None and (at := time.fromisoformat(own.at)) in hours.diary_hours:
        return FamilyHour(at, zone, own.recorded_at)
    return FamilyHour(hours.diary, zone) if hours.diary is not None else None


def choose_hour(session: Session, family: Family, at: time, *, by: str, pack: Pack, now: datetime) -> bool:
    """Remind the family at that hour from its next coming; False if it was so before. Raises HourNotOfferedError.

    A reminder that waits is taken back, and is sent at the new hour if that is still to come today.
    """
    if at not in pack.study.hours.diary_hours:
        raise HourNotOfferedError(f"Families are not reminded of a diary at {at:%H:%M}.")
    children = children_of(session, family.id)
    serialise(session, [f"nudge-hour:{family.id}", *(subject(child.id) for child in children)])
    held = family_hour(session, family, pack=pack)
    if held is not None and held.at == at:
        return False
    row = _keep(session, family, at, by=by, now=now)
    for child in children:
        take_back(session, child.id, family.id, reason=HOUR, now=now)
    record(
        session,
        stream=family.code,
        actor=by,
        action="diary.choose-hour",
        subject=f"family:{family.id}",
        before={"at": f"{held.at:%H:%M}" if held is not None else ""},
        after={"at": row.at},
        now=now,
    )
    return True


def _keep(session: Session, family: Family, at: time, *, by: str, now: datetime) -> NudgeHour:
    before = nudge_hour(session, family.id)
    nth = before.nth + 1 if before is not None else 1
    row = NudgeHour(
        id=str(uuid5(NAMESPACE_URL, f"nudge-hour/{family.id}/{nth}")),
        family_id=family.id,
        nth=nth,
        at=f"{at:%H:%M}",
        by=by,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    return row
