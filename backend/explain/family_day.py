"""Replaying one family's day: every text that was due, sent or not, and those that never fell due, with reasons."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.explain.message import decision_words, moment
from backend.explain.words import status_words
from backend.families import queries as families
from backend.families.models import Child, Family
from backend.languages import Language, day, gettext, marked
from backend.outbox.history_queries import decisions_on, messages_of
from backend.outbox.models import Message
from backend.protocol.pack import Pack
from backend.schedule import queries as schedule
from backend.schedule.models import Step, StepState
from backend.schedule.plan import Course, course_of


def explain_day(session: Session, code: str, on: date, *, pack: Pack, language: Language) -> list[str]:
    """The story of a family's day, in the family's zone. Raises NotFoundError."""
    family = families.family_by_code(session, code)
    children = families.children_of(session, family.id)
    head = gettext("Family %(code)s on %(day)s", language, code=family.code, day=day(on, language, year=True))
    lines = [head]
    for child in children:
        lines += _child(session, child, family, on, pack, language)
    lines += _messages(session, family, on, language)
    lines += _decisions(session, family, on, language)
    return lines


def _child(session: Session, child: Child, family: Family, on: date, pack: Pack, language: Language) -> Iterator[str]:
    course = course_of(session, child.id)
    yield gettext("%(code)s: %(visits)s", language, code=child.code, visits=_next_visit(course, family, on, language))
    for step in schedule.steps_of(session, [child.id]):
        if _local_day(step.due_at, family) != on and step.day != on:
            continue
        yield f"  {step.visit} {step.rule}: {_step(step, family, language)}"
    yield from _never_due(session, child, course, family, on, pack, language)


def _step(step: Step, family: Family, language: Language) -> str:
    due = moment(step.due_at, family.zone, language)
    words = {
        StepState.WAITING.value: marked("due %(at)s, not decided yet"),
        StepState.TAKEN.value: marked("due %(at)s, decided"),
        StepState.SUPERSEDED.value: marked("was due %(at)s, no longer true: dates changed"),
    }
    return gettext(words[step.state], language, at=due)


def _never_due(
    session: Session, child: Child, course: Course, family: Family, on: date, pack: Pack, language: Language
) -> Iterator[str]:
    """Reminders the pack knows that were never due that day, with the reason."""
    planned = {(step.visit, step.rule) for step in schedule.steps_of(session, [child.id])}
    for visit, window in sorted(course.windows.items(), key=lambda item: item[1].target_on):
        state = course.state(visit)
        visit_day = _local_day(state.appointment_at, family) if state.appointment_at else window.target_on
        for rule in pack.schedule_on(on).reminders:
            if visit_day + timedelta(days=rule.day) != on or (visit, rule.key) in planned:
                continue
            if state.appointment_at is None:
                why = gettext("never due: the visit is not booked", language)
            else:
                why = gettext(
                    "never due: that hour had passed when the visit was booked, or another text stands in", language
                )
            yield f"  {visit} {rule.key}: {why}"


def _next_visit(course: Course, family: Family, on: date, language: Language) -> str:
    ahead = [window for window in course.windows.values() if window.closes_on >= on]
    if not ahead:
        return gettext("no visit ahead", language)
    window = min(ahead, key=lambda window: window.target_on)
    state = course.state(window.visit)
    booked = moment(state.appointment_at, family.zone, language) if state.appointment_at else "—"
    return gettext(
        "next %(visit)s, window %(opens)s to %(closes)s, %(status)s, appointment %(booked)s",
        language,
        visit=window.visit,
        opens=window.opens_on,
        closes=window.closes_on,
        status=state.status.value,
        booked=booked,
    )


def _messages(session: Session, family: Family, on: date, language: Language) -> Iterator[str]:
    mine = [
        row for row in messages_of(session, stream=family.code) if _local_day(row.sent_at or row.due_at, family) == on
    ]
    yield gettext("Messages: %(count)s", language, count=len(mine))
    for row in mine:
        yield f"  {_message(row, family, language)}"


def _message(row: Message, family: Family, language: Language) -> str:
    at = moment(row.sent_at or row.due_at, family.zone, language)
    return f"{at}  {row.kind} …{row.number[-4:]} {status_words(row.status, language)}  {row.id}"


def _decisions(session: Session, family: Family, on: date, language: Language) -> Iterator[str]:
    found = decisions_on(session, stream=family.code, day=on)
    yield gettext("Decisions: %(count)s", language, count=len(found))
    for entry in found:
        facts = "; ".join(f"{key}: {value}" for key, value in sorted(entry.facts.items()) if value)
        at = moment(entry.at, family.zone, language)
        yield f"  {at}  {entry.rule}: {decision_words(entry, language)} [{facts}]"


def _local_day(at: datetime, family: Family) -> date:
    return at.astimezone(ZoneInfo(family.zone)).date()
