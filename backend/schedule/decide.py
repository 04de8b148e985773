"""Is this reminder still true, and is it for this phone? Pure decisions over values, reasons included."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.families.models import Role
from backend.protocol.schedule import ReminderRule
from backend.schedule.ladder import CANCELED, MISSED
from backend.schedule.visit_state import VisitState, VisitStatus


@dataclass(frozen=True)
class StepFacts:
    """What is known about a child when a step falls due. Times in UTC."""

    rule: str
    appointment_at: datetime | None
    state: VisitState
    plan: ReminderRule | None
    samples: tuple[str, ...]
    consented: bool
    ended: str
    paused: bool
    now: datetime


@dataclass(frozen=True)
class PhoneFacts:
    """What is known about one caregiver and their phone."""

    role: Role
    gets_reminders: bool
    early_texts: bool
    confirmed: bool
    silenced: tuple[str, ...] = ()


def why_not(at: StepFacts) -> str | None:
    """The reason this step is no longer true for anyone; None if it is."""
    gate = _gate(at)
    if gate is not None:
        return gate
    if at.rule == CANCELED:
        return None if at.state.status is VisitStatus.CANCELED else "booked-again"
    if at.rule == MISSED:
        return None if at.state.status is VisitStatus.MISSED else "result-changed"
    return _appointment(at) or _rule(at)


def _gate(at: StepFacts) -> str | None:
    if at.ended:
        return at.ended
    if not at.consented:
        return "no-consent"
    return "paused" if at.paused else None


def _appointment(at: StepFacts) -> str | None:
    if not at.state.is_open:
        return f"visit-{at.state.status.value}"
    if at.state.appointment_at != at.appointment_at:
        return "appointment-moved"
    if at.appointment_at is not None and at.appointment_at <= at.now:
        return "appointment-past"
    return "family-asked-to-move" if at.state.move_asked else None


def _rule(at: StepFacts) -> str | None:
    if at.plan is None:
        return None
    if at.plan.only_unconfirmed and at.state.status is VisitStatus.CONFIRMED:
        return "already-confirmed"
    if at.plan.only_if_sample is not None and at.plan.only_if_sample not in at.samples:
        return "sample-not-needed"
    if at.plan.unless_sample is not None and at.plan.unless_sample in at.samples:
        return "other-text-for-sample"
    if at.appointment_at is not None and at.now + timedelta(minutes=at.plan.notice_minutes) > at.appointment_at:
        return "too-late-to-help"
    return None


def why_not_to(phone: PhoneFacts, plan: ReminderRule | None) -> str | None:
    """The reason this phone does not get this text; None if it does. Texts of a visit always name the child."""
    if not phone.gets_reminders:
        return "reminders-off"
    if plan is not None and phone.role.value not in plan.to:
        return "not-for-role"
    if plan is not None and plan.only_early_opt_in and not phone.early_texts:
        return "no-early-texts"
    if phone.silenced:
        return f"number-{phone.silenced[0]}"
    return None if phone.confirmed else "phone-unconfirmed"
