"""One phone, one day, one text: which of a family's steps of a day go out together, and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.outbox.decide import Because, note
from backend.outbox.models import Stage
from backend.schedule.household import Household
from backend.schedule.models import Step


def join_day(session: Session, steps: Sequence[Step], household: Household, *, now: datetime) -> list[Step]:
    """The steps to decide now. `steps` are those due by this time tomorrow.

    Early texts keep their hour and join only each other. Of the rest of a day, a text about the very day of the visit
    cannot wait and takes the others along; else all wait for the day's last one.
    """
    due = [step for step in steps if step.due_at <= now]
    early = [step for step in due if household.is_early(step)]
    ready = [step for step in due if not household.is_early(step)]
    if not ready:
        return early
    today = household.local(now).date()
    later = [
        step
        for step in steps
        if step.due_at > now and not household.is_early(step) and household.local(step.due_at).date() == today
    ]
    if not later:
        return early + ready
    if any(household.cannot_wait(step) for step in ready):
        return early + ready + later
    last = max(step.due_at for step in later)
    for step in ready:
        step.due_at = last
        session.add(step)
        note(
            session,
            Because(step.rule, "waiting", "joined-with-later-text", {"until": last.isoformat()}),
            stream=household.family.code,
            about_on=step.day,
            stage=Stage.PLAN,
            now=now,
        )
    return early
