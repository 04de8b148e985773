"""Two people at one line: whoever comes second is told who did what, and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import TaskAct, TaskEvent
from backend.console.behind import BehindError
from backend.console.people import is_mine, people
from backend.console.reader import Reader
from backend.console.task_outcomes import WORDS
from backend.languages import marked
from backend.protocol.pack import Pack

STEPS = {
    TaskAct.TRIED: marked("phoned; nobody answered"),
    TaskAct.PUT_OFF: marked("put off until %(until)s"),
    TaskAct.HANDED_OVER: marked("handed to %(to)s"),
}


def refuse_task_behind(
    session: Session, events: Sequence[TaskEvent], *, seen: int, reader: Reader, pack: Pack
) -> None:
    """Raises BehindError if somebody else did something after the `seen` events that the page showed."""
    newer = [event for event in events[seen:] if not is_mine(reader, event.by)]
    if newer:
        raise BehindError(quicker(session, newer, reader=reader, pack=pack))


def quicker(session: Session, events: Sequence[TaskEvent], *, reader: Reader, pack: Pack) -> str:
    """The last thing that was done, by whom and when."""
    if not events:
        return reader.say("This line has left the list.")
    last, known = events[-1], people(session, pack, reader)
    what = step_words(last, reader, to=known.name(last.facts.get("to")))
    return reader.say(
        "%(who)s was quicker, %(moment)s: %(what)s.",
        who=known.name(last.by),
        moment=reader.moment(last.at),
        what=what,
    )


def step_words(event: TaskEvent, reader: Reader, *, to: str) -> str:
    """One thing done about a task, in words; `to` is whom it was handed to."""
    act = TaskAct(event.kind)
    if act is TaskAct.CLOSED:
        return outcome_words(reader, event.facts.get("outcome", ""))
    until = event.facts.get("until", "")
    return reader.say(STEPS[act], until=reader.moment(datetime.fromisoformat(until)) if until else "", to=to)


def outcome_words(reader: Reader, outcome: str) -> str:
    """What came of a task; what was written in another way stays as written."""
    return reader.say(WORDS[outcome]) if outcome in WORDS else outcome
