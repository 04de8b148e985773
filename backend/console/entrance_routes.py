"""Signing in and out, and the language of the console. The sign-in page is all that a stranger gets."""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from backend.console.guard_routes import (
    COOKIE,
    FORM_COOKIE,
    GUARDED,
    LANGUAGE_COOKIE,
    OWN_FORM,
    ClockOf,
    EngineOf,
    SettingsOf,
    SignedInNow,
    Stranger,
)
from backend.console.pages import render
from backend.console.reader import LANGUAGES, Reader
from backend.db import transaction
from backend.languages import Language, marked
from backend.pages import is_secure
from backend.settings import Mode, Settings
from backend.staff.attempts import TooManyAttemptsError
from backend.staff.choose_language import choose_language
from backend.staff.sign_in import SignInRefusedError, sign_in
from backend.staff.sign_out import sign_out
from backend.tokens import same

HOME = "/console/today"
WRONG = marked("The name or the password is not right.")
TOO_MANY = marked("Too many tries. Wait 15 minutes, or ask an administrator to help.")
STALE = marked("This page had been open too long. Please sign in again.")

open_router = APIRouter(prefix="/console", include_in_schema=False)
router = APIRouter(prefix="/console", include_in_schema=False, dependencies=[*GUARDED])


@open_router.get("/sign-in")
def sign_in_page(request: Request, reader: Stranger, settings: SettingsOf, to: str = "") -> Response:
    """The sign-in page."""
    return sign_in_again(request, reader, settings, to=to)


@open_router.post("/sign-in")
def sign_in_form(
    request: Request,
    reader: Stranger,
    engine: EngineOf,
    settings: SettingsOf,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    form_token: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Try a name and a password."""
    secret = request.cookies.get(FORM_COOKIE, "")
    if not secret or not same(form_token, _token_for(secret)):
        return sign_in_again(request, reader, settings, to=to, name=name, error=STALE, status=403)
    address = address_of(request)
    try:
        token = sign_in(
            engine,
            name=name,
            password=password,
            address=address,
            second_required=settings.mode is Mode.LIVE,
            now=reader.now,
        )
    except SignInRefusedError:
        return sign_in_again(request, reader, settings, to=to, name=name, error=WRONG, status=403)
    except TooManyAttemptsError:
        return sign_in_again(request, reader, settings, to=to, name=name, error=TOO_MANY, status=429)
    return enter(token, settings, to=to)


@router.post("/sign-out", dependencies=[*OWN_FORM])
def sign_out_form(engine: EngineOf, signed_in: SignedInNow, clock: ClockOf) -> Response:
    """End this session."""
    with transaction(engine) as session:
        sign_out(session, signed_in, now=clock.now())
    response = RedirectResponse("/console/sign-in", status_code=303)
    response.delete_cookie(COOKIE, path="/console")
    return response


@router.post("/language", dependencies=[*OWN_FORM])
def language_form(
    engine: EngineOf,
    signed_in: SignedInNow,
    clock: ClockOf,
    language: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Read the console in another language from now on."""
    if language in LANGUAGES:
        with transaction(engine) as session:
            choose_language(session, staff_id=signed_in.member.id, language=Language(language), now=clock.now())
    return RedirectResponse(inside(to), status_code=303)


@router.get("")
def home() -> Response:
    """The first page."""
    return RedirectResponse(HOME, status_code=303)


def enter(token: str, settings: Settings, *, to: str = "") -> Response:
    """Into the console with a new session."""
    return keep_in(RedirectResponse(inside(to), status_code=303), token, settings)


def keep_in(response: Response, token: str, settings: Settings) -> Response:
    """An answer that lets the browser in from now on."""
    response.set_cookie(COOKIE, token, path="/console", httponly=True, samesite="lax", secure=is_secure(settings))
    response.delete_cookie(FORM_COOKIE, path="/console")
    return response


def address_of(request: Request) -> str:
    """Where a try comes from."""
    return request.client.host if request.client else "unknown"


def inside(to: str) -> str:
    """A path of the console to go to, never another site's address."""
    return to if to.startswith("/console/") and "//" not in to and "\\" not in to and to.isprintable() else HOME


def sign_in_again(
    request: Request,
    reader: Reader,
    settings: Settings,
    *,
    to: str,
    name: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    """The sign-in page, with what was wrong."""
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    said = reader.say(error) if error else ""
    response = render(
        "sign_in.html",
        reader,
        status=status,
        to=inside(to),
        name=name,
        error=said,
        token=_token_for(secret),
        provider=bool(settings.oidc_issuer),
    )
    response.set_cookie(
        FORM_COOKIE, secret, path="/console", httponly=True, samesite="lax", secure=is_secure(settings)
    )
    if request.query_params.get("lang"):
        response.set_cookie(
            LANGUAGE_COOKIE,
            reader.language.value,
            path="/console",
            httponly=True,
            samesite="lax",
            secure=is_secure(settings),
        )
    return response


def _token_for(secret: str) -> str:
    return hashlib.sha256(f"sign-in:{secret}".encode()).hexdigest()
