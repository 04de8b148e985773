"""From decided steps to the words of one text, with the digits a parent may answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.languages import Language, day, hour
from backend.outbox.decide import Because, note
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.models import Stage
from backend.protocol.pack import Rendered, WordingUnapproved
from backend.protocol.wording import MessageClass
from backend.schedule.choices import Choices, choices_for
from backend.schedule.happen import about, subject
from backend.schedule.household import Household, Item, Recipient
from backend.schedule.ladder import CANCELED, MISSED

TOGETHER = "visit-together"
OVER = "over:"
DEFAULT_EXPIRY = timedelta(hours=20)


def send_items(
    session: Session, items: Sequence[Item], to: Recipient, household: Household, *, live: bool, now: datetime
) -> None:
    """One text with all items for one phone; if its wording may not be sent yet, that is written down instead."""
    kind = items[0].kind if len(items) == 1 else TOGETHER
    try:
        choices = choices_for(items, to.route, household.pack, to.language, live=live)
        rendered = _words(items, kind, choices, to, household, live=live)
    except WordingUnapproved:
        for item in items:
            note(
                session,
                Because(item.step.rule, "not-sent", "wording-unapproved", item.evidence),
                stream=household.family.code,
                about_on=item.step.day,
                stage=Stage.PLAN,
                now=now,
            )
        return
    enqueue(session, _draft(items, kind, choices, rendered, to, household, now=now), now=now)


def _words(
    items: Sequence[Item], kind: str, choices: Choices, to: Recipient, household: Household, *, live: bool
) -> Rendered:
    pack = household.pack
    if kind != TOGETHER:
        values = item_values(items[0], to.language, household.family.zone)
        return pack.render(kind, variant=to.route.variant, language=to.language, values=values, live=live)
    lines = [
        f"{number}. "
        + pack.render_line(
            item.kind, language=to.language, values=item_values(item, to.language, household.family.zone), live=live
        )
        for number, item in enumerate(items, start=1)
    ]
    values = {"lines": "\n".join(lines), "choices": choices.words, "count": str(len(items))}
    return pack.render(kind, variant=to.route.variant, language=to.language, values=values, live=live)


def item_values(item: Item, language: Language, zone: str) -> dict[str, str]:
    """The variables of a visit's wording, written for one language and the family's zone."""
    local = item.appointment_at.astimezone(ZoneInfo(zone))
    return {
        "child": item.child.called,
        "visit": item.visit.short.in_(language),
        "day": day(local.date(), language),
        "hour": hour(local, language),
        "place": item.place.in_(language),
        "start_day": day(local.date() - timedelta(days=1), language),
    }


def _draft(
    items: Sequence[Item],
    kind: str,
    choices: Choices,
    rendered: Rendered,
    to: Recipient,
    household: Household,
    *,
    now: datetime,
) -> Draft:
    family = household.family
    steps = sorted(item.step.id for item in items)
    subjects = [*sorted({subject(item.child.id) for item in items}), f"family:{family.id}"]
    marks = [_mark(item) for item in items]
    facts = facts_of([item.evidence for item in items], to)
    return Draft(
        dedup_key=f"steps:{'+'.join(steps)}:{to.phone_id}",
        kind=kind,
        message_class=MessageClass.SCHEDULED,
        number=to.number,
        route=to.route,
        zone=family.zone,
        language=to.language,
        rendered=rendered,
        stream=family.code,
        because=Because("+".join(item.step.rule for item in items), "send", "due", facts),
        due_at=now,
        expires_at=min(_expiry(item) for item in items),
        subjects=tuple(subjects),
        about=tuple(marks + [f"step:{step}" for step in steps]),
        options=choices.options,
        options_until=max(item.appointment_at for item in items) if choices.options else None,
        early_ok=all(household.is_early(item.step) for item in items),
        child_specific=True,
        tolerates_duplicate=True,
    )


def _mark(item: Item) -> str:
    """What would make the text untrue; one about a visit that is over speaks of no appointment to come."""
    if item.step.rule in (MISSED, CANCELED):
        return f"{about(item.child.id, item.step.visit)}{OVER}{item.appointment_at.date()}"
    return about(item.child.id, item.step.visit, item.appointment_at)


def facts_of(evidence: Sequence[Mapping[str, str]], to: Recipient) -> dict[str, str]:
    """What is kept with the decision: the facts of each item, numbered where there are several, and who reads it."""
    facts = dict(evidence[0]) if len(evidence) == 1 else {}
    if len(evidence) > 1:
        for number, each in enumerate(evidence, start=1):
            facts |= {f"{number}.{key}": value for key, value in each.items()}
    return facts | {"to": to.relation, "language": to.language.value, "route": to.route.key}


def _expiry(item: Item) -> datetime:
    """The moment after which the text would no longer help."""
    due = item.step.due_at
    if item.plan is None:
        return due + DEFAULT_EXPIRY
    latest = item.appointment_at - timedelta(minutes=item.plan.notice_minutes)
    return min(due + timedelta(minutes=item.plan.expires_minutes), latest)
