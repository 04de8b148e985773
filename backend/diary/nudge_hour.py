"""The hour at which a family wants to be reminded of its diary; each choice is kept, the newest holds."""

from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from backend.audit.record import record
from backend.diary import queries
from backend.diary.models import NudgeHour
from backend.errors import NuanxinError
from backend.families.models import Family
from backend.outbox.queries import serialise
from backend.protocol.pack import Pack


class HourQuietError(NuanxinError):
    """Nobody is texted at that hour."""

    type = "hour-quiet"
    status_code = 422


def family_hour(session: Session, family_id: str, *, pack: Pack) -> time | None:
    """The family's own hour, or the pack's; None where the pack reminds nobody."""
    own = queries.nudge_hour(session, family_id)
    return time.fromisoformat(own.at) if own is not None else pack.study.hours.diary


def choose_hour(session: Session, family: Family, at: time, *, by: str, pack: Pack, now: datetime) -> bool:
    """Remind the family at that hour from now on; False if it was so before. Raises HourQuietError."""
    hours = pack.study.hours
    if not hours.may_text_at(at):
        raise HourQuietError(
            f"Families are texted between {hours.quiet_until:%H:%M} and {hours.quiet_from:%H:%M} only."
        )
    serialise(session, [f"nudge-hour:{family.id}"])
    before = queries.nudge_hour(session, family.id)
    held = family_hour(session, family.id, pack=pack)
    if held == at:
        return False
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
    queries.look_at(session, family.id, now=now)
    record(
        session,
        stream=family.code,
        actor=by,
        action="diary.choose-hour",
        subject=f"family:{family.id}",
        before={"at": f"{held:%H:%M}" if held is not None else ""},
        after={"at": row.at},
        now=now,
    )
    return True
