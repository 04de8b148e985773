"""A step that is due at once, because of what a person just did."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.schedule.happen import Act
from backend.schedule.ladder import PlannedStep
from backend.schedule.models import Step


def due_now(
    session: Session, act: Act, rule: str, *, appointment_at: datetime | None, mark: str, now: datetime
) -> None:
    """Add a step due now; `mark` tells repeated ones of the same visit apart."""
    day = now.astimezone(ZoneInfo(act.family.zone)).date()
    planned = PlannedStep(act.visit, rule, appointment_at, day, now, mark)
    step_id = planned.id_for(act.child.id)
    if session.get(Step, step_id) is None:
        session.add(
            Step(
                id=step_id,
                family_id=act.family.id,
                child_id=act.child.id,
                visit=act.visit,
                rule=rule,
                appointment_at=appointment_at,
                day=day,
                due_at=now,
                recorded_at=now,
                state_at=now,
            )
        )
