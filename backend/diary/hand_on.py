"""Bringing an entry to a person: a call that is asked for, a wish, own words, an event, a day that had closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import TaskKind
from backend.concerns.open_task import WISHES, open_task
from backend.concerns.promise import read_by
from backend.concerns.queries import by_key
from backend.diary.answers import Answer, Read
from backend.diary.consider import Considered, Desk
from backend.diary.models import Source
from backend.diary.state import Timing
from backend.diary.submission import Submission
from backend.protocol.instruments import Instrument
from backend.protocol.items import FreeText
from backend.triage.understanding import Intent, Urgency

KINDS = (TaskKind.READ_ENTRY, *WISHES.values())


def hand_on(
    session: Session,
    desk: Desk,
    submission: Submission,
    considered: Considered,
    *,
    timing: Timing | None,
    before: Sequence[Answer] = (),
) -> datetime | None:
    """Open the tasks that a kept entry asks for; by when a person will have read it (UTC), None if none has to.

    Of a correction only what was not said `before` counts.
    """
    news = [answer for answer in considered.read.answers if answer not in before]
    if submission.corrects and not any(_speaks(considered.instrument, answer) for answer in news):
        return None
    kinds = _wanted(considered)
    reason = "" if desk.writer.source is Source.TRANSCRIBED else _to_read(considered, timing)
    if reason and not kinds:
        kinds = {TaskKind.READ_ENTRY}
    due = read_by(desk.now, pack=desk.pack)
    for kind in sorted(kinds):
        open_task(
            session,
            kind=kind,
            stream=desk.family.code,
            dedup_key=_key(kind, submission.id),
            due_by=due,
            child_code=desk.child.code,
            facts=_facts(submission, reason or kind.value),
            words="\n".join(considered.read.texts.values()) or None,
            now=desk.now,
        )
    return due if kinds else None


def due_again(session: Session, version_id: str) -> datetime | None:
    """By when a person was to read it, as was told when it was kept."""
    tasks = [by_key(session, _key(kind, version_id)) for kind in KINDS]
    return min((task.due_by for task in tasks if task is not None), default=None)


def _key(kind: TaskKind, version_id: str) -> str:
    return f"{kind.value}:{version_id}"


def _facts(submission: Submission, reason: str) -> dict[str, str]:
    facts = {
        "entry": submission.corrects or submission.id,
        "instrument": submission.instrument,
        "due_on": str(submission.due_on or ""),
        "recorded_at": submission.recorded_at.isoformat(),
        "reason": reason,
    }
    return {key: value for key, value in facts.items() if value}


def _wanted(considered: Considered) -> set[TaskKind]:
    """What the family asks of a person; who is phoned for a worry need not be phoned for the wish beside it."""
    understood = considered.worry.understood
    kinds = {WISHES[intent] for intent in understood.intents if intent in WISHES}
    if considered.read.wants_call:
        kinds.add(TaskKind.CALL_BACK)
    raised = considered.worry.concern_id is not None
    return kinds - {TaskKind.CALL_BACK} if raised and understood.urgency.rank >= Urgency.URGENT.rank else kinds


def _to_read(considered: Considered, timing: Timing | None) -> str:
    """Why a person reads the entry itself; empty if nobody has to, or its concern sees to that."""
    any_time = considered.instrument.any_time
    if not any_time and timing in (None, Timing.TOO_LATE):
        return "too-late" if timing else "outside-its-days"
    if considered.worry.concern_id is not None and not considered.worry.is_overlooked:
        return ""
    if any_time:
        return "event"
    said = _own_words(considered.instrument, considered.read)
    return "own-words" if said and set(considered.worry.understood.intents) != {Intent.THANKS} else ""


def _speaks(instrument: Instrument, answer: Answer) -> bool:
    """Whether an answer is for a person: words, or a wish to be called."""
    item = instrument.item(answer.item)
    return (isinstance(item, FreeText) and item.safety) or answer.meant in item.call


def _own_words(instrument: Instrument, read: Read) -> bool:
    """Words to us, not the name of a medicine."""
    return any(instrument.item(key).safety for key in read.texts)
