"""The pages of the rota: the days ahead, absences and trades, a test page to somebody's phone."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from backend.concerns.prove_contacts import is_waiting, prove, send_tests
from backend.concerns.rota import person, set_absent, swap, take_back
from backend.concerns.watch_rota import watch_rota
from backend.console.concern_forms import Filled
from backend.console.guard_routes import ACTING, GUARDED, EngineOf, PackOf, ReaderNow, SettingsOf, Typed
from backend.console.pages import render
from backend.console.reader import Reader
from backend.console.rota_forms import Span, read_span, rota_forms
from backend.console.rota_page import rota_page
from backend.console.surroundings import chrome_of
from backend.db import reading, transaction
from backend.languages import marked
from backend.protocol.blinding import ArmWordsError
from backend.protocol.pack import Pack
from backend.settings import Mode

router = APIRouter(prefix="/console/rota", include_in_schema=False, dependencies=[*GUARDED])
ARM_WORDS = marked("This speaks of the arm, or hints at it. Write what was seen and done.")
DONE = {
    "absent": marked("The absence is recorded."),
    "swap": marked("The trade is recorded."),
    "lift": marked("It no longer holds."),
    "prove": marked("Proven: you can be paged and can acknowledge."),
    "unsent": marked("Nothing was sent: the wording of the test page is not approved yet."),
    "test": marked("A test page is on its way. It counts once that person has acknowledged it."),
}


@router.get("")
def rota(engine: EngineOf, reader: ReaderNow, pack: PackOf, done: str = "") -> Response:
    """The days ahead."""
    return _page(engine, reader, pack, said=reader.say(DONE[done]) if done in DONE else "")


@router.post("/absent", dependencies=[*ACTING])
def absent(engine: EngineOf, reader: ReaderNow, pack: PackOf, settings: SettingsOf, values: Typed) -> Response:
    """Somebody is away."""
    return _change("absent", engine, reader, pack, values, live=settings.mode is Mode.LIVE)


@router.post("/swap", dependencies=[*ACTING])
def trade(engine: EngineOf, reader: ReaderNow, pack: PackOf, settings: SettingsOf, values: Typed) -> Response:
    """Two people trade places."""
    return _change("swap", engine, reader, pack, values, live=settings.mode is Mode.LIVE)


@router.post("/lift", dependencies=[*ACTING])
def lift(engine: EngineOf, reader: ReaderNow, pack: PackOf, settings: SettingsOf, values: Typed) -> Response:
    """An absence or a trade no longer holds. Raises NotFoundError."""
    with transaction(engine) as session:
        take_back(session, values.get("fact", ""), by=reader.member.name, now=reader.now)
        watch_rota(session, pack=pack, live=settings.mode is Mode.LIVE, now=reader.now)
    return RedirectResponse("/console/rota?done=lift", status_code=303)


@router.post("/test", dependencies=[*ACTING])
def send_test(engine: EngineOf, reader: ReaderNow, pack: PackOf, settings: SettingsOf, values: Typed) -> Response:
    """A test page to somebody's phone. Raises NotFoundError."""
    contact, live = person(pack, values.get("key", "")), settings.mode is Mode.LIVE
    with transaction(engine) as session:
        sent = send_tests(session, keys=[contact.key], by=reader.member.name, pack=pack, live=live, now=reader.now)
    return RedirectResponse(f"/console/rota?done={'test' if sent else 'unsent'}", status_code=303)


@router.post("/prove", dependencies=[*ACTING])
def prove_own(engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """The reader got their own test page, and says so here: the way of a phone that cannot reply."""
    contact = person(pack, reader.member.contact_key or "")
    with transaction(engine) as session:
        if is_waiting(session, contact):
            prove(session, contact, way="console", by=reader.member.name, now=reader.now)
    return RedirectResponse("/console/rota?done=prove", status_code=303)


def _change(act: str, engine: Engine, reader: Reader, pack: Pack, values: dict[str, str], *, live: bool) -> Response:
    span = read_span(values, reader, pack, trade=act == "swap")
    errors = span.errors
    if not errors:
        try:
            with transaction(engine) as session:
                _keep(session, span, reader, pack)
                watch_rota(session, pack=pack, live=live, now=reader.now)
            return RedirectResponse(f"/console/rota?done={act}", status_code=303)
        except ArmWordsError:
            errors = {"reason": ARM_WORDS}
    filled = Filled(act, values, {name: reader.say(words) for name, words in errors.items()})
    return _page(engine, reader, pack, filled=filled, status=422)


def _keep(session: Session, span: Span, reader: Reader, pack: Pack) -> None:
    by, now = reader.member.name, reader.now
    times = {"from_at": span.start, "until_at": span.end}
    if span.other:
        swap(session, key=span.key, other=span.other, reason=span.reason, by=by, pack=pack, now=now, **times)
    else:
        set_absent(session, key=span.key, reason=span.reason, by=by, pack=pack, now=now, **times)


def _page(
    engine: Engine, reader: Reader, pack: Pack, *, said: str = "", filled: Filled | None = None, status: int = 200
) -> Response:
    with reading(engine) as session:
        page = rota_page(session, reader, pack)
        chrome = chrome_of(session, reader, pack, section="rota", path="/console/rota")
    may_act = reader.member.role.may_act
    forms = rota_forms(reader, pack, filled) if may_act and pack.study.contact.rota else []
    return render(
        "rota.html",
        reader,
        status=status,
        chrome=chrome,
        page=page,
        said=said,
        forms=forms,
        may_act=may_act,
        may_test=False,
    )
