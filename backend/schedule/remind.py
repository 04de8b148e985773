"""What falls due for a family: each step is decided on the facts of this moment; if still true, it becomes a text."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from backend import vault
from backend.clock import Clock
from backend.db import reading, transaction
from backend.families.queries import children_of, lock_family
from backend.outbox.decide import Because, note
from backend.outbox.due_queries import canceled_together
from backend.outbox.lock_queries import serialise
from backend.outbox.models import Stage
from backend.outbox.told_queries import told_to
from backend.protocol.pack import Pack
from backend.schedule import queries
from backend.schedule.compose import send_items
from backend.schedule.decide import why_not, why_not_to
from backend.schedule.for_a_person import take_task_step
from backend.schedule.happen import subject
from backend.schedule.household import Household, Item, Recipient, gather, recipients_of
from backend.schedule.join import join_day
from backend.schedule.ladder import MOVED, TASKS
from backend.schedule.models import Step, StepState


def remind_due(engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50) -> int:
    """Decide every step that is due; how many families had one. Safe to run from several workers at once."""
    with reading(engine) as session:
        due = queries.families_due(session, now=clock.now(), limit=limit)
    for family_id in due:
        with transaction(engine) as session:
            remind_family(session, family_id, pack=pack, live=live, now=clock.now())
    return len(due)


def remind_family(session: Session, family_id: str, *, pack: Pack, live: bool, now: datetime) -> None:
    """Decide one family's due steps, together, so that one phone gets one text."""
    family = lock_family(session, family_id)
    children = children_of(session, family_id)
    serialise(
        session, [subject(child.id) for child in children]
    )  # before any step is locked, as whoever moves a visit
    until = now + timedelta(days=1)
    steps = queries.family_steps(session, family_id, until=until)
    if not any(step.due_at <= now for step in steps):
        return  # another worker was here first
    household = gather(session, family, children, pack=pack, now=now)
    for step in [step for step in steps if step.due_at <= now and step.rule in TASKS]:
        take_task_step(session, step, household, now=now)
        _take(session, step, now)
    texts = join_day(session, [step for step in steps if step.rule not in TASKS], household, now=now)
    items = []
    for step in texts:
        item = _still_true(session, step, household, now=now)
        if item is not None:
            items.append(item)
        _take(session, step, now)
    items = _without_repeats(session, items, household, now=now)
    _to_phones(session, items, household, live=live, now=now)


def _without_repeats(session: Session, items: list[Item], household: Household, *, now: datetime) -> list[Item]:
    """The text of a moved visit asks for an answer itself: a question about the same visit beside it says no more."""
    moved = {(item.child.id, item.step.visit) for item in items if item.step.rule == MOVED}
    kept = []
    for item in items:
        if item.plan is not None and item.plan.asks and (item.child.id, item.step.visit) in moved:
            _note_unsent(session, item.step, "said-with-the-move", item.evidence, household, now=now)
        else:
            kept.append(item)
    return kept


def _take(session: Session, step: Step, now: datetime) -> None:
    step.state, step.state_at = StepState.TAKEN.value, now
    session.add(step)


def _still_true(session: Session, step: Step, household: Household, *, now: datetime) -> Item | None:
    facts = household.step_facts(step)
    reason = why_not(facts)
    if reason is None:
        return household.item(step)
    _note_unsent(session, step, reason, household.evidence(step), household, now=now)
    return None


def _note_unsent(
    session: Session, step: Step, reason: str, evidence: Mapping[str, str], household: Household, *, now: datetime
) -> None:
    note(
        session,
        Because(step.rule, "not-sent", reason, evidence),
        stream=household.family.code,
        about_on=step.day,
        stage=Stage.PLAN,
        now=now,
    )


def _to_phones(session: Session, items: list[Item], household: Household, *, live: bool, now: datetime) -> None:
    """One text per phone with all that is for it; a reason for each phone that gets none."""
    for recipient in recipients_of(session, household.family, household.pack) if items else ():
        mine = []
        for item in items:
            reason = why_not_to(recipient.facts, item.plan) or _told_already(session, item, recipient, household)
            if reason is None:
                mine.append(item)
            else:
                evidence = {**item.evidence, "to": recipient.relation}
                _note_unsent(session, item.step, reason, evidence, household, now=now)
        if mine:
            send_items(session, mine, recipient, household, live=live, now=now)


def _told_already(session: Session, item: Item, to: Recipient, household: Household) -> str | None:
    """A step that fell due again for one phone's sake is not said twice to another."""
    if not item.step.reopened:
        return None
    told = told_to(session, stream=household.family.code, number_index=vault.blind(to.number))
    return "told-already" if f"step:{item.step.id}" in told else None


def reopen_taken_back(engine: Engine, *, clock: Clock, limit: int = 100) -> int:
    """A text for several children that was taken back because of one of them: the others' steps fall due again."""
    with transaction(engine) as session:
        rows = canceled_together(session, limit=limit)
        for row in rows:
            row.swept_at = clock.now()
            session.add(row)
            steps = [item.removeprefix("step:") for item in row.about if item.startswith("step:")]
            queries.reopen_steps(session, steps, now=clock.now())
    return len(rows)
