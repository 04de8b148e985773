"""What stands before every route under /console: a session; for acts, the form's token and a role that may act."""

from collections.abc import Callable
from dataclasses import dataclass
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


class ForgedFormError(NuanxinError):
    """The form does not carry this session's token."""

    type = "forged-form"
    status_code = 403


class MayNotActError(NuanxinError):
    """The reader's role looks and changes nothing."""

    type = "may-not-act"
    status_code = 403


def signed_in(request: Request, engine: EngineOf, clock: ClockOf) -> SignedIn:
    """Who is signed in. Raises SignInNeededError."""
    found = who(engine, request.cookies.get(COOKIE, ""), now=clock.now())
    if found is None:
        raise SignInNeededError("Sign in first.")
    request.state.signed_in = found
    return found


SignedInNow = Annotated[SignedIn, Depends(signed_in)]


def own_form(signed_in: SignedInNow, form_token: Annotated[str, Form()] = "") -> None:
    """The form was made for this session. Raises ForgedFormError."""
    if not same(form_token, signed_in.form_token):
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


def reader(signed_in: SignedInNow, pack: PackOf, clock: ClockOf) -> Reader:
    """The signed-in reader, in their own language."""
    language = Language.EN if signed_in.member.language is Language.EN else Language.ZH_HANS
    return Reader(language, ZoneInfo(pack.study.zone), clock.now(), signed_in)


async def typed(request: Request) -> dict[str, str]:
    """The fields of a form as typed, without the blanks around them."""
    form = await request.form()
    return {name: value.strip() for name, value in form.multi_items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(typed)]
Stranger = Annotated[Reader, Depends(stranger)]
ReaderNow = Annotated[Reader, Depends(reader)]


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
LOOKING = (Depends(may_act),)
OWN_FORM = (Depends(own_form),)
ACTING = (Depends(own_form), Depends(may_act))
