"""The pages about concerns: the list, one concern with its acts, a new one."""

from collections.abc import Mapping
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import standing_of, take
from backend.concerns.export import export_csv
from backend.concerns.hold_texts import UndecidedError
from backend.concerns.models import State
from backend.concerns.resolve import CallOwedError
from backend.concerns.standing import Standing
from backend.concerns.view import view
from backend.concerns.waive_call import NotTriedError
from backend.concerns.who_died import WhichChildError
from backend.console.acts import ACTS, OVERTAKEN, STILL_OWED, Act, Doing, missing, seen_of
from backend.console.behind import BehindError, refuse_behind, settled
from backend.console.concern_forms import Filled
from backend.console.concern_list import list_page
from backend.console.concern_page import concern_page
from backend.console.guard_routes import ACTING, GUARDED, EngineOf, PackOf, ReaderNow, Typed
from backend.console.new_concern import NO_SUCH_CODE, keep_told, new_form, read_told
from backend.console.pages import render
from backend.console.reader import Reader
from backend.console.surroundings import chrome_of
from backend.db import reading, transaction
from backend.errors import ConflictError, NotFoundError
from backend.languages import marked
from backend.protocol.blinding import ArmWordsError
from backend.protocol.pack import Pack

router = APIRouter(prefix="/console/concerns", include_in_schema=False, dependencies=[*GUARDED])
ARM_WORDS = marked("This speaks of the arm, or hints at it. Write what was seen and done.")
CALL_OWED = marked(
    "The family still waits for a call: record it first. If none is to be made, lower the level and say why."
)
NOT_TRIED = marked("Record the call that nobody answered first.")
WHICH_CHILD = marked("Say which child it is: its reminders end, those of the others go on.")
UNDECIDED = marked("Say first whether the family stays paused or its reminders go on.")
DONE = {key: act.done for key, act in ACTS.items()} | {
    "new": marked("The concern is recorded. If it is urgent, whoever is on call is paged now."),
    "call-overtaken": OVERTAKEN,
    "level-owed": STILL_OWED,
}


@router.get("")
def concerns(engine: EngineOf, reader: ReaderNow, pack: PackOf, show: str = "") -> Response:
    """The open concerns, the most pressing first."""
    with reading(engine) as session:
        page = list_page(session, reader, pack, everything=show == "all")
        chrome = chrome_of(session, reader, pack, section="concerns", path="/console/concerns")
    return render("concerns.html", reader, chrome=chrome, page=page, may_act=reader.member.role.may_act)


@router.get(".csv")
def save(engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """Every concern with all its moments, by participant code, as spreadsheets read it."""
    with reading(engine) as session:
        table = export_csv(session, pack=pack, now=reader.now, site=reader.member.site)
    headers = {"Content-Disposition": f'attachment; filename="concerns-{reader.now:%Y%m%d-%H%M}Z.csv"'}
    return Response("\ufeff" + table, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/new")
def new_concern(engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """The form for what staff heard themselves."""
    return _new(engine, reader, pack, Filled("new", {"once": str(uuid4())}))


@router.post("/new", dependencies=[*ACTING])
def record_new(engine: EngineOf, reader: ReaderNow, pack: PackOf, values: Typed) -> Response:
    """Keep what staff heard; a form that is sent twice counts once."""
    told = read_told(values, reader)
    if not told.errors:
        try:
            with transaction(engine) as session:
                number = keep_told(session, told, reader, pack=pack)
            return RedirectResponse(f"/console/concerns/{number}?done=new", status_code=303)
        except NotFoundError:
            told.errors["code"] = NO_SUCH_CODE
        except ArmWordsError:
            told.errors["words"] = ARM_WORDS
    errors = {name: reader.say(words) for name, words in told.errors.items()}
    return _new(engine, reader, pack, Filled("new", values, errors), status=422)


@router.get("/{number}")
def concern(engine: EngineOf, reader: ReaderNow, pack: PackOf, number: int, done: str = "") -> Response:
    """One concern; that the reader looked is kept with it. Raises NotFoundError."""
    if reader.member.role.sees_families:
        with transaction(engine) as session:
            _refuse_elsewhere(session, number, reader)
            view(session, number, by=reader.member.name, now=reader.now)
    return _one(engine, number, reader, pack, said=reader.say(DONE[done]) if done in DONE else "")


@router.post("/{number}/{act}", dependencies=[*ACTING])
def do(engine: EngineOf, reader: ReaderNow, pack: PackOf, number: int, act: str, values: Typed) -> Response:
    """One act. What is refused is said beside the field; what somebody else just settled, on a page.

    Raises NotFoundError, BehindError.
    """
    if act not in ACTS:
        raise NotFoundError("There is no such act.")
    errors = missing(ACTS[act], values)
    if not errors:
        try:
            stands = _act(engine, number, ACTS[act], values, reader, pack)
            done = _done(act, values, stands)
            return RedirectResponse(f"/console/concerns/{number}?done={done}", status_code=303)
        except ArmWordsError:
            errors = {ACTS[act].text: ARM_WORDS}
        except CallOwedError:
            errors = {"outcome": CALL_OWED}
        except UndecidedError:
            errors = {"outcome": UNDECIDED}
        except NotTriedError:
            errors = {"because": NOT_TRIED}
        except WhichChildError:
            errors = {"died": WHICH_CHILD}
    filled = Filled(act, values, {name: reader.say(words) for name, words in errors.items()})
    return _one(engine, number, reader, pack, filled=filled, status=422)


def _done(act: str, values: Mapping[str, str], stands: Standing) -> str:
    """What is said of it: also that the family has still to be phoned."""
    if act == "call" and values["reached"] == "yes" and stands.state is not State.CALLED:
        return "call-overtaken"
    return "level-owed" if act == "level" and stands.can_waive else act


def _act(engine: Engine, number: int, act: Act, values: Mapping[str, str], reader: Reader, pack: Pack) -> Standing:
    """Do it; where the concern stands then."""
    with transaction(engine) as session:
        _refuse_elsewhere(session, number, reader)
        events = queries.events_of(session, take(session, number).id)
        if act.exclusive:
            seen = seen_of(values)
            refuse_behind(session, events, seen=seen, reader=reader, pack=pack, overtaking=act.overtaking)
        try:
            act.do(Doing(session, number, reader.member.name, pack, reader.now), values)
        except (CallOwedError, NotTriedError, UndecidedError, WhichChildError):
            raise
        except ConflictError as refusal:
            told = settled(session, events, reader=reader, pack=pack, overtaking=act.overtaking)
            raise BehindError(told) from refusal
        return standing_of(session, take(session, number))


def _refuse_elsewhere(session: Session, number: int, reader: Reader) -> None:
    """Raises NotFoundError for a concern of another site's family, as for one that is not there."""
    if not queries.is_at(session, number, reader.member.site):
        raise NotFoundError(f"There is no concern {number}.")


def _one(
    engine: Engine,
    number: int,
    reader: Reader,
    pack: Pack,
    *,
    said: str = "",
    filled: Filled | None = None,
    status: int = 200,
) -> Response:
    with reading(engine) as session:
        _refuse_elsewhere(session, number, reader)
        page = concern_page(session, number, reader=reader, pack=pack, filled=filled)
        chrome = chrome_of(session, reader, pack, section="concerns", path=f"/console/concerns/{number}")
    return render("concern.html", reader, status=status, chrome=chrome, page=page, said=said)


def _new(engine: Engine, reader: Reader, pack: Pack, filled: Filled, *, status: int = 200) -> Response:
    with reading(engine) as session:
        chrome = chrome_of(session, reader, pack, section="concerns", path="/console/concerns/new")
    return render("new_concern.html", reader, status=status, chrome=chrome, form=new_form(reader, filled))
