"""A family that left out several windows in a row is phoned: one task a child and row, however long the row gets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from backend.concerns.models import Task, TaskKind, TaskState
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by
from backend.concerns.queries import tasks_of
from backend.diary.missed_in_a_row import Spell, spell_of
from backend.diary.standings import Stands
from backend.families.models import Child, Family
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack


def call_missed(
    session: Session,
    child: Child,
    family: Family,
    stands: Sequence[Stands],
    instruments: Mapping[str, Instrument],
    *,
    pack: Pack,
    now: datetime,
) -> None:
    """Open the task for each instrument whose windows end in such a row."""
    for key, instrument in instruments.items():
        if instrument.call_after_missed is None:
            continue
        mine = [each for each in stands if each.window.instrument == key]
        spell = spell_of(mine, least=instrument.call_after_missed, now=now)
        if spell is not None and not _told(session, child, family, spell):
            _open(session, child, family, spell, pack=pack, now=now)


def _told(session: Session, child: Child, family: Family, spell: Spell) -> bool:
    """Whether a person has this row already: part of it is in an earlier task, or one is still to be done."""
    tasks = [
        task
        for task in tasks_of(session, stream=family.code, kind=TaskKind.CALL_DIARY)
        if task.child_code == child.code and task.facts.get("instrument") == spell.instrument
    ]
    return any(task.state == TaskState.OPEN.value or spell.days[0] <= _last(task) for task in tasks)


def _last(task: Task) -> date:
    return date.fromisoformat(task.facts["until"])


def _open(session: Session, child: Child, family: Family, spell: Spell, *, pack: Pack, now: datetime) -> None:
    since, until = spell.days[0], spell.days[-1]
    open_task(
        session,
        kind=TaskKind.CALL_DIARY,
        stream=family.code,
        dedup_key=f"{TaskKind.CALL_DIARY.value}:{child.id}/{spell.instrument}/{since}",
        due_by=read_by(now, pack=pack),
        child_code=child.code,
        facts={
            "instrument": spell.instrument,
            "anchor_on": str(spell.anchor_on),
            "since": str(since),
            "until": str(until),
            "missed": str(len(spell.days)),
        },
        now=now,
    )
