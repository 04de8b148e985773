"""Everything known about a family at the moment its steps are decided, gathered in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.consent.gate import ConsentState, consent_state
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Child, Family, Phone
from backend.families.pause_queries import is_paused
from backend.families.phone_queries import confirmed_phones, phones_by_id
from backend.languages import Language
from backend.outbox.models import Scope
from backend.outbox.queries import suppressions
from backend.protocol.pack import Pack
from backend.protocol.routes import Route
from backend.protocol.schedule import ReminderRule, Schedule, VisitPlan
from backend.protocol.text import Bilingual
from backend.schedule.decide import PhoneFacts, StepFacts
from backend.schedule.ladder import CANCELED, MOVED
from backend.schedule.models import Step
from backend.schedule.plan import Course, course_of
from backend.schedule.visit_state import VisitState


@dataclass(frozen=True)
class Recipient:
    """One phone of the family, spoken to in one language."""

    phone_id: str
    number: str
    route: Route
    language: Language
    relation: str
    facts: PhoneFacts


@dataclass(frozen=True)
class Item:
    """One step that is still true: which child, which visit, which wording."""

    step: Step
    child: Child
    visit: VisitPlan
    state: VisitState
    plan: ReminderRule | None
    kind: str
    place: Bilingual
    evidence: Mapping[str, str]

    @property
    def appointment_at(self) -> datetime:
        """The appointment it speaks of (UTC)."""
        at = self.state.appointment_at or self.step.appointment_at
        if at is None:
            raise ValueError(f"step {self.step.id} speaks of no appointment")
        return at

    @property
    def asks(self) -> bool:
        """Whether the text asks for an answer."""
        return self.kind in {"visit-moved", "visit-missed"} or bool(self.plan and self.plan.asks)


@dataclass(frozen=True)
class Household:
    """A family with its children's courses and its phones, as of `now` (UTC)."""

    family: Family
    children: Mapping[str, Child]
    courses: Mapping[str, Course]
    consents: Mapping[str, ConsentState]
    paused: bool
    pack: Pack
    schedule: Schedule
    now: datetime

    def local(self, moment: datetime) -> datetime:
        """A moment in the family's zone."""
        return moment.astimezone(ZoneInfo(self.family.zone))

    def rule(self, step: Step) -> ReminderRule | None:
        """The pack's rule behind a step; None for those that a person's act made due."""
        return next((rule for rule in self.schedule.reminders if rule.key == step.rule), None)

    def visit(self, step: Step) -> VisitPlan:
        """What the pack says of the step's visit."""
        return self.pack.visit(step.visit, self.schedule)

    def is_early(self, step: Step) -> bool:
        """Whether the step is a text for the early morning of those who asked for it."""
        rule = self.rule(step)
        return rule is not None and rule.only_early_opt_in

    def cannot_wait(self, step: Step) -> bool:
        """Whether holding the text back for hours would make it useless."""
        rule = self.rule(step)
        return step.rule in (MOVED, CANCELED) or (rule is not None and rule.day == 0)

    def step_facts(self, step: Step) -> StepFacts:
        """What the decision about a step may look at."""
        consent = self.consents[step.child_id]
        return StepFacts(
            rule=step.rule,
            appointment_at=step.appointment_at,
            state=self.courses[step.child_id].state(step.visit),
            plan=self.rule(step),
            samples=tuple(self.visit(step).samples),
            consented=consent.active,
            ended=consent.why_ended,
            paused=self.paused,
            now=self.now,
        )

    def evidence(self, step: Step) -> dict[str, str]:
        """The facts kept with the decision, without names."""
        course = self.courses[step.child_id]
        window = course.windows.get(step.visit)
        consent = self.consents[step.child_id]
        facts = {
            "child": self.children[step.child_id].code,
            "visit": step.visit,
            "schedule": self.schedule.version,
            "appointment": step.appointment_at.isoformat() if step.appointment_at else "",
            "status": course.state(step.visit).status.value,
            "consent": consent.version or "",
        }
        if window is not None:
            facts |= {"anchor": window.anchor, "anchor_on": str(window.anchor_on)}
            facts |= {"window": f"{window.opens_on}/{window.closes_on}"}
        return facts

    def item(self, step: Step) -> Item:
        """A step that is still true, ready to be put into words."""
        state = self.courses[step.child_id].state(step.visit)
        return Item(
            step=step,
            child=self.children[step.child_id],
            visit=self.visit(step),
            state=state,
            plan=self.rule(step),
            kind=self.kind(step),
            place=self.pack.study.campus(state.campus or self.children[step.child_id].campus).short,
            evidence=self.evidence(step),
        )

    def kind(self, step: Step) -> str:
        """The wording kind of a step."""
        rule = self.rule(step)
        return rule.kind if rule is not None else step.rule


def gather(session: Session, family: Family, known: Sequence[Child], *, pack: Pack, now: datetime) -> Household:
    """Look everything up once. `known` are the family's children."""
    children = {child.id: child for child in known}
    today = now.astimezone(ZoneInfo(family.zone)).date()
    return Household(
        family=family,
        children=children,
        courses={child_id: course_of(session, child_id) for child_id in children},
        consents=consent_state(session, list(children), as_of=None),
        paused=is_paused(session, family.id),
        pack=pack,
        schedule=pack.schedule_on(today),
        now=now,
    )


def recipients_of(session: Session, family: Family, pack: Pack) -> tuple[Recipient, ...]:
    """One per phone; the first caregiver on it (guardians come first) sets language and role."""
    caregivers = caregivers_of(session, family.id)
    phones = phones_by_id(session, [each.phone_id for each in caregivers])
    confirmed = confirmed_phones(session, list(phones))
    silenced: dict[str, list[str]] = {}
    for row in suppressions(session, scope=Scope.NUMBER, keys=[phone.number_index for phone in phones.values()]):
        silenced.setdefault(row.key, []).append(row.reason)
    found: dict[str, Recipient] = {}
    for each in caregivers:
        phone = phones[each.phone_id]
        if phone.id not in found:
            route = pack.study.route_for(phone.number)
            found[phone.id] = _recipient(each, phone, route, phone.id in confirmed, silenced)
    return tuple(found.values())


def _recipient(
    caregiver: Caregiver, phone: Phone, route: Route, confirmed: bool, silenced: Mapping[str, list[str]]
) -> Recipient:
    return Recipient(
        phone_id=phone.id,
        number=phone.number,
        route=route,
        language=route.carries(Language(caregiver.language)),
        relation=caregiver.relation,
        facts=PhoneFacts(
            role=caregiver.role,
            gets_reminders=caregiver.gets_reminders,
            early_texts=caregiver.early_texts,
            confirmed=confirmed,
            silenced=tuple(silenced.get(phone.number_index, ())),
        ),
    )
