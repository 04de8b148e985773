"""What stands before the app's routes and the family's pages: a device that is in, and whose it is."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy import Engine

from backend.clock import Clock
from backend.devices.signed_in import SignedIn, who
from backend.errors import NuanxinError
from backend.languages import Language
from backend.mobile.my_visits import Looking
from backend.mobile.paging import MOST, USUAL
from backend.protocol.pack import Pack
from backend.settings import Settings
from backend.web import clock_of, engine_of, pack_of, settings_of

EngineOf = Annotated[Engine, Depends(engine_of)]
ClockOf = Annotated[Clock, Depends(clock_of)]
PackOf = Annotated[Pack, Depends(pack_of)]
SettingsOf = Annotated[Settings, Depends(settings_of)]
After = Annotated[str, Query(max_length=100, description="The cursor `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="The most items of a page.")]
SOME = USUAL
bearer = HTTPBearer(auto_error=False, description="The device's token.")


class SignInNeededError(NuanxinError):
    """No device is signed in, or no longer."""

    type = "sign-in-needed"
    status_code = 401


class GuardiansOnlyError(NuanxinError):
    """A delegate keeps the diary; only a guardian may do this."""

    type = "guardians-only"
    status_code = 403


def device(request: Request, engine: EngineOf, clock: ClockOf) -> SignedIn:
    """The device whose token the request bears. Raises SignInNeededError."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    found = who(engine, token, now=clock.now()) if scheme.lower() == "bearer" and token else None
    if found is None:
        raise SignInNeededError("Send the device's token as a bearer token.")
    request.state.me = found
    return found


Me = Annotated[SignedIn, Depends(device)]


def guardian(me: Me) -> None:
    """Only a guardian goes on from here. Raises GuardiansOnlyError."""
    if not me.may_consent:
        raise GuardiansOnlyError("Only a guardian may do this.")


def asked_language(request: Request) -> Language | None:
    """The language the request asks for by its header, if it is one of ours."""
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("en"):
            return Language.EN
        if tag.startswith(("zh", "yue")):
            hant = any(mark in tag for mark in ("hant", "hk", "mo", "tw", "yue"))
            return Language.ZH_HANT if hant else Language.ZH_HANS
    return None


def language_of(request: Request) -> Language:
    """The language of an answer: asked for, else the caregiver's, else Simplified Chinese."""
    me: SignedIn | None = getattr(request.state, "me", None)
    return asked_language(request) or (Language(me.caregiver.language) if me else Language.ZH_HANS)


def looking(request: Request, me: Me, pack: PackOf, clock: ClockOf) -> Looking:
    """Who looks, in which language, when."""
    return Looking(me, language_of(request), pack, clock.now())


LookingNow = Annotated[Looking, Depends(looking)]
GUARDED = (Depends(bearer), Depends(device))
GUARDIANS = (Depends(guardian),)


def address_of(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else "unknown"
