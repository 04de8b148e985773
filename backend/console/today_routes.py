"""The page of today and its small acts: an outcome, putting off, handing over, what came of a visit.

With scripts an act answers with its line alone, which takes the place of the old one; without, with the page.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.close_task import close_task
from backend.concerns.hand_over_task import hand_over_task
from backend.concerns.models import Task, TaskEvent, TaskKind
from backend.concerns.put_off_task import put_off_task
from backend.concerns.task_events import TaskDoneError
from backend.concerns.try_task import try_task
from backend.console.behind import BehindError
from backend.console.concern_forms import Filled
from backend.console.guard_routes import ACTING, GUARDED, EngineOf, PackOf, ReaderNow, Typed
from backend.console.pages import render
from backend.console.reader import Reader
from backend.console.surroundings import chrome_of
from backend.console.task_behind import outcome_words, quicker, refuse_task_behind
from backend.console.task_forms import CHOOSE_DAY, CHOOSE_WHO, appointment_in, morning_in, wrong_outcome
from backend.console.task_outcomes import Doing, outcome_of
from backend.console.today_page import Shown, task_lines, today_page
from backend.console.today_seen import Line
from backend.console.today_visits import Visits, appointments, record_result, this_week
from backend.db import reading, transaction
from backend.devices.hold_phone import hold_phone_of_task
from backend.errors import ConflictError, NotFoundError
from backend.families import queries as families
from backend.languages import marked
from backend.protocol.blinding import ArmWordsError
from backend.protocol.pack import Pack

router = APIRouter(prefix="/console/today", include_in_schema=False, dependencies=[*GUARDED])
PATH = "/console/today"
ARM_WORDS = marked("This speaks of the arm, or hints at it. Write what was seen and done.")
CHANGED = marked("This no longer fits the visit as it stands. Look at it again, or say how it was settled.")
HANDED = marked("Handed over; it stays on the list.")
SAID = {
    "done": marked("Recorded; the line has left the list."),
    "put-off": marked("Put off; it comes back by itself."),
    "hand-over": HANDED,
    "came": marked("Recorded."),
    "missed": marked("Recorded."),
}


def part(x_part: Annotated[str, Header()] = "") -> bool:
    """Whether the page's own script asks, and takes the line alone."""
    return x_part == "1"


Part = Annotated[bool, Depends(part)]


@router.get("")
def today(engine: EngineOf, reader: ReaderNow, pack: PackOf, done: str = "") -> Response:
    """What is to be done today, the most pressing first."""
    return _page(engine, reader, pack, said=reader.say(SAID[done]) if done in SAID else "")


@router.post("/tasks/{number}/{act}", dependencies=[*ACTING])
def do(
    engine: EngineOf, reader: ReaderNow, pack: PackOf, number: int, act: str, values: Typed, alone: Part
) -> Response:
    """One act on a line. Raises NotFoundError, BehindError."""
    if act not in VERBS:
        raise NotFoundError("There is no such act.")
    try:
        with transaction(engine) as session:
            told, errors = _act(session, number, act, values, reader, pack)
    except BehindError as refusal:
        if not alone:
            raise
        return _line(engine, reader, pack, number, refused=str(refusal), status=409)
    except ArmWordsError:
        told, errors = "", {"note": ARM_WORDS}
    except ConflictError:
        told, errors = "", {"outcome" if act == "done" else "day": CHANGED}
    if errors:
        filled = Filled(act, values, {name: reader.say(words) for name, words in errors.items()})
        if alone:
            return _line(engine, reader, pack, number, filled=filled, status=422)
        return _page(engine, reader, pack, shown=Shown(number, filled), status=422)
    if alone:
        return _line(engine, reader, pack, number, told=told)
    return RedirectResponse(f"{PATH}?done={act}", status_code=303)


@router.post("/visits/{code}/{visit}/{result}", dependencies=[*ACTING])
def visited(
    engine: EngineOf, reader: ReaderNow, pack: PackOf, code: str, visit: str, result: str, values: Typed, alone: Part
) -> Response:
    """A child came to its appointment, or did not. Raises NotFoundError, BehindError, ArmWordsError."""
    if result not in ("came", "missed"):
        raise NotFoundError("There is no such result.")
    note = values.get("note", "")
    try:
        with transaction(engine) as session:
            child = families.child_at(session, code, reader.member.site)
            record_result(
                session,
                child,
                visit,
                came=result == "came",
                note=note,
                by=reader.member.name,
                pack=pack,
                now=reader.now,
            )
    except ConflictError as refusal:
        raise BehindError(reader.say("What came of this visit is recorded already.")) from refusal
    if not alone:
        return RedirectResponse(f"{PATH}?done={result}", status_code=303)
    with reading(engine) as session:
        since, until = this_week(reader)
        writer = task_lines(session, reader, pack, set())
        mine = [
            each
            for each in appointments(session, reader.member.site, since=since, until=until)
            if (each.child.code, each.state.visit) == (code, visit)
        ]
        line = Visits(reader, writer.words, pack).line(mine[0])
        return _render_line(session, reader, pack, line)


def _act(
    session: Session, number: int, act: str, values: Mapping[str, str], reader: Reader, pack: Pack
) -> tuple[str, dict[str, str]]:
    """Do it; what to say of it, or what is wrong by field. Raises BehindError, ConflictError, ArmWordsError."""
    task = _task(session, number, reader)
    hold_phone_of_task(session, number)
    queries.by_number(session, number)  # locked from here on
    events = queries.task_events_of_many(session, [task.id])[task.id]
    refuse_task_behind(session, events, seen=_count(values.get("seen", "")), reader=reader, pack=pack)
    try:
        return VERBS[act](session, task, values, reader, pack)
    except TaskDoneError as refusal:
        raise BehindError(quicker(session, events, reader=reader, pack=pack)) from refusal


def _close(
    session: Session, task: Task, values: Mapping[str, str], reader: Reader, pack: Pack
) -> tuple[str, dict[str, str]]:
    errors = wrong_outcome(task, values, reader, pack)
    outcome = outcome_of(TaskKind(task.kind), values.get("outcome", ""))
    if errors or outcome is None:
        return "", errors
    note, by, now = values.get("note", ""), reader.member.name, reader.now
    if not outcome.closes:
        try_task(session, task.number, note=note, by=by, now=now)
        return reader.say("Nobody answered; it stays on the list."), {}
    close_task(session, task.number, outcome=outcome.key, note=note, by=by, now=now)
    if outcome.does is not None:
        at = appointment_in(values, reader) if outcome.asks == "time" else None
        outcome.does(Doing(session, task, by, pack, now, appointment_at=at, campus=values.get("campus", "")))
    return outcome_words(reader, outcome.key), {}


def _put_off(
    session: Session, task: Task, values: Mapping[str, str], reader: Reader, pack: Pack
) -> tuple[str, dict[str, str]]:
    until = morning_in(values, reader, pack)
    if until is None:
        return "", {"day": CHOOSE_DAY}
    note = values.get("note", "")
    put_off_task(session, task.number, until=until, note=note, by=reader.member.name, now=reader.now)
    return reader.say("Put off; it comes back %(moment)s.", moment=reader.moment(until)), {}


def _hand_over(
    session: Session, task: Task, values: Mapping[str, str], reader: Reader, pack: Pack
) -> tuple[str, dict[str, str]]:
    del pack
    if not values.get("to"):
        return "", {"to": CHOOSE_WHO}
    note = values.get("note", "")
    hand_over_task(session, task.number, to=values["to"], note=note, by=reader.member.name, now=reader.now)
    return reader.say(HANDED), {}


Verb = Callable[[Session, Task, Mapping[str, str], Reader, Pack], tuple[str, dict[str, str]]]
VERBS: dict[str, Verb] = {"done": _close, "put-off": _put_off, "hand-over": _hand_over}


def _task(session: Session, number: int, reader: Reader) -> Task:
    task = queries.task_at(session, number, reader.member.site)
    if task is None:
        raise NotFoundError(f"There is no task {number}.")
    return task


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _page(
    engine: Engine, reader: Reader, pack: Pack, *, said: str = "", shown: Shown | None = None, status: int = 200
) -> Response:
    with reading(engine) as session:
        page = today_page(session, reader, pack, shown)
        chrome = chrome_of(session, reader, pack, section="today", path=PATH)
    return render("today.html", reader, status=status, chrome=chrome, page=page, said=said)


def _line(
    engine: Engine,
    reader: Reader,
    pack: Pack,
    number: int,
    *,
    told: str = "",
    refused: str = "",
    filled: Filled | None = None,
    status: int = 200,
) -> Response:
    with reading(engine) as session:
        task = _task(session, number, reader)
        events: list[TaskEvent] = queries.task_events_of_many(session, [task.id])[task.id]
        line = task_lines(session, reader, pack, {task.stream}).line(task, events, filled)
        if told or refused:
            line = replace(line, told=told, refused=refused, acts=(), clock=None, at=reader.hour(reader.now))
        return _render_line(session, reader, pack, line, status=status)


def _render_line(session: Session, reader: Reader, pack: Pack, line: Line, *, status: int = 200) -> Response:
    chrome = chrome_of(session, reader, pack, section="today", path=PATH)
    return render("line.html", reader, status=status, chrome=chrome, line=line)
