"""What stands before every route under /console: a session; for acts, the form's token and a role that may act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Form, Request
from sqlalchemy import Engine

from backend.clock import Clock
from backend.console.reader import LANGUAGES, Reader
from backend.errors import NuanxinError
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.settings import Mode, Settings
from backend.staff.signed_in import SignedIn, who
from backend.tokens import same
from backend.web import clock_of, engine_of, pack_of, send_now_of, settings_of

COOKIE = "nuanxin_staff"
FORM_COOKIE = "nuanxin_form"
LANGUAGE_COOKIE = "nuanxin_language"

EngineOf = Annotated[Engine, Depends(engine_of)]
ClockOf = Annotated[Clock, Depends(clock_of)]
PackOf = Annotated[Pack, Depends(pack_of)]
SettingsOf = Annotated[Settings, Depends(settings_of)]


class SignInNeededError(NuanxinError):
    """Nobody is signed in, or no longer."""

    type = "sign-in-needed"
    status_code = 401


class SecondFactorNeededError(NuanxinError):
    """The password was right; the second factor is still to come."""

    type = "second-factor-needed"
    status_code = 401


class ForgedFormError(NuanxinError):
    """The form does not carry this session's token."""

    type = "forged-form"
    status_code = 403


class MayNotActError(NuanxinError):
    """The reader's role looks and changes nothing."""

    type = "may-not-act"
    status_code = 403


def half_in(request: Request, engine: EngineOf, clock: ClockOf) -> SignedIn:
    """Who gave the right password, and perhaps not yet the second factor. Raises SignInNeededError."""
    found = who(engine, request.cookies.get(COOKIE, ""), now=clock.now())
    if found is None:
        raise SignInNeededError("Sign in first.")
    return found


HalfInNow = Annotated[SignedIn, Depends(half_in)]


def signed_in(request: Request, half: HalfInNow) -> SignedIn:
    """Who is signed in. Raises SignInNeededError, SecondFactorNeededError."""
    if half.waits_for is not None:
        raise SecondFactorNeededError("Give the code of your authenticator app first.")
    request.state.signed_in = half
    return half


SignedInNow = Annotated[SignedIn, Depends(signed_in)]


def own_form(half: HalfInNow, form_token: Annotated[str, Form()] = "") -> None:
    """The form was made for this session. Raises ForgedFormError."""
    if not same(form_token, half.form_token):
        raise ForgedFormError("This form is not of this session.")


def may_act(signed_in: SignedInNow) -> None:
    """The reader's role may change things. Raises MayNotActError."""
    if not signed_in.member.role.may_act:
        raise MayNotActError("A monitor reads and changes nothing.")


def language_of(request: Request) -> Language:
    """The language of a page that knows nobody: asked for, kept by this browser, or what the browser prefers."""
    wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or ""
    if wanted in LANGUAGES:
        return Language(wanted)
    return Language.EN if request.headers.get("accept-language", "")[:2].lower() == "en" else Language.ZH_HANS


def stranger(request: Request, pack: PackOf, clock: ClockOf) -> Reader:
    """The reader of a page that knows nobody."""
    return Reader(language_of(request), ZoneInfo(pack.study.zone), clock.now())


def reader_of(signed_in: SignedIn, pack: Pack, now: datetime) -> Reader:
    """Whoever this is, in their own language."""
    language = Language.EN if signed_in.member.language is Language.EN else Language.ZH_HANS
    return Reader(language, ZoneInfo(pack.study.zone), now, signed_in)


def reader(signed_in: SignedInNow, pack: PackOf, clock: ClockOf) -> Reader:
    """The signed-in reader."""
    return reader_of(signed_in, pack, clock.now())


def half_reader(half: HalfInNow, pack: PackOf, clock: ClockOf) -> Reader:
    """Whoever gave the right password."""
    return reader_of(half, pack, clock.now())


async def typed(request: Request) -> dict[str, str]:
    """The fields of a form as typed, without the blanks around them."""
    form = await request.form()
    return {name: value.strip() for name, value in form.multi_items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(typed)]
Stranger = Annotated[Reader, Depends(stranger)]
ReaderNow = Annotated[Reader, Depends(reader)]
HalfReader = Annotated[Reader, Depends(half_reader)]


@dataclass(frozen=True)
class Office:
    """Whoever reads or acts, on this server. `send_now` pages whom a worry wants at once, after the commit."""

    engine: Engine
    reader: Reader
    pack: Pack
    live: bool
    send_now: Callable[[], int]


def office_of(
    engine: EngineOf,
    reader: ReaderNow,
    pack: PackOf,
    settings: SettingsOf,
    send_now: Annotated[Callable[[], int], Depends(send_now_of)],
) -> Office:
    """This request's."""
    return Office(engine, reader, pack, settings.mode is Mode.LIVE, send_now)


OfficeNow = Annotated[Office, Depends(office_of)]
GUARDED = (Depends(signed_in),)
HALF_GUARDED = (Depends(half_in),)
LOOKING = (Depends(may_act),)
OWN_FORM = (Depends(own_form),)
ACTING = (Depends(own_form), Depends(may_act))
