"""The family's pages: home, visits with the answers to them, messages, how to reach a person."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from backend.db import reading, transaction
from backend.devices.refresh import is_old, renew
from backend.diary.due_now import due_now
from backend.mobile.answer_visit import AppointmentMovedError, answer_visit
from backend.mobile.calendar import calendar_of
from backend.mobile.care_shapes import Answer, Moment
from backend.mobile.guard_routes import EngineOf, SettingsOf
from backend.mobile.home import home_of
from backend.mobile.my_children import my_child
from backend.mobile.my_messages import my_messages
from backend.mobile.my_worries import my_worries
from backend.mobile.page_guard_routes import IN, OWN_FORM, PREFIX, ReaderNow, keep_language, let_in
from backend.mobile.page_reader import FamilyReader
from backend.mobile.pages import render
from backend.mobile.paging import USUAL
from backend.settings import Mode

router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[*IN])
Chosen = Annotated[str, Form(max_length=100)]


@router.get("")
def home(
    request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf, child: str = "", done: str = ""
) -> Response:
    """What is due, what is next, and how to reach a person. A token a week old is renewed on the way."""
    me = reader.signed_in
    with reading(engine) as session:
        found = home_of(session, reader, child_id=child)
        diaries = due_now(
            session,
            found.child.id if found.child else None,
            pack=reader.pack,
            live=settings.mode is Mode.LIVE,
            now=reader.now,
        )
    response = render("home.html", reader, section="home", home=found, diaries=diaries, done=done)
    if is_old(me, now=reader.now):
        with transaction(engine) as session:
            token = renew(session, me, now=reader.now)
        if token is not None:
            let_in(response, token, settings)
    keep_language(response, request, settings)
    return response


@router.get("/visits")
def visits(
    request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf, child: str = "", done: str = ""
) -> Response:
    """Every visit of a child, those to come first."""
    response = _visits(engine, reader, child=child, done=done)
    keep_language(response, request, settings)
    return response


@router.post("/visits", dependencies=[*OWN_FORM])
def answer_form(
    reader: ReaderNow,
    engine: EngineOf,
    answer: Annotated[Answer, Form()],
    appointment_at: Annotated[Moment, Form()],
    child: Chosen = "",
    visit: Chosen = "",
    back: Chosen = "",
) -> Response:
    """Say that you come, or that you need another time."""
    try:
        with transaction(engine) as session:
            own = my_child(session, reader.signed_in, child)
            answer_visit(session, reader.looking, own, visit, answer=answer, appointment_at=appointment_at)
    except AppointmentMovedError:
        return _visits(engine, reader, child=child, done="moved", status=409)
    done = "coming" if answer is Answer.COMING else "move"
    page = PREFIX if back == "home" else f"{PREFIX}/visits"
    return RedirectResponse(f"{page}?child={own.id}&done={done}", status_code=303)


@router.get("/messages")
def messages(
    request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf, after: str = ""
) -> Response:
    """Every text to this caregiver's phone, the newest first."""
    with reading(engine) as session:
        page = my_messages(session, reader.signed_in, after=after, limit=USUAL)
    response = render("messages.html", reader, section="messages", page=page, after=after)
    keep_language(response, request, settings)
    return response


@router.get("/help")
def reach(request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf) -> Response:
    """How to reach a person, and what has become of the family's own worries."""
    with reading(engine) as session:
        worries = my_worries(session, reader.signed_in)
    response = render("help.html", reader, section="help", worries=worries)
    keep_language(response, request, settings)
    return response


def _visits(engine: Engine, reader: FamilyReader, *, child: str, done: str, status: int = 200) -> Response:
    with reading(engine) as session:
        found = calendar_of(session, reader, child_id=child)
    return render("visits.html", reader, section="visits", calendar=found, done=done, status=status)
