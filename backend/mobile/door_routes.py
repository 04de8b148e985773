"""The door of the family page: a card's address, a code, and in. Strangers learn nothing; no JavaScript is needed."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response

from backend.devices.come_in import CodeRefusedError, Knocker
from backend.devices.keys import clean_key
from backend.devices.knock import ASK, TooManyKnocksError, knock
from backend.devices.models import Kind
from backend.devices.signed_in import who
from backend.errors import NuanxinError
from backend.mobile.come_in import ask_for_code, enter
from backend.mobile.device_name import device_name
from backend.mobile.guard_routes import ClockOf, EngineOf, PackOf, SettingsOf, address_of
from backend.mobile.page_guard_routes import (
    COOKIE,
    PREFIX,
    ForgedFormError,
    Stranger,
    keep_language,
    let_in,
    set_cookie,
)
from backend.mobile.page_reader import FamilyReader
from backend.mobile.pages import render
from backend.mobile.refusals import sentence
from backend.settings import Mode, Settings
from backend.tokens import form_token, same

DOOR = f"{PREFIX}/door"
CARD_COOKIE, FORM_COOKIE = "nuanxin_card", "nuanxin_door"
HALF_AN_HOUR = 30 * 60

card_router = APIRouter(include_in_schema=False)
router = APIRouter(prefix=DOOR, include_in_schema=False)
Text = Annotated[str, Form(max_length=200)]


@card_router.get("/f/{key}")
def card(key: str, request: Request, engine: EngineOf, clock: ClockOf, settings: SettingsOf) -> Response:
    """A card's address: keep its key out of the address bar, and lead to the door, or in."""
    known = who(engine, request.cookies.get(COOKIE, ""), now=clock.now())
    response = RedirectResponse(PREFIX if known else DOOR, status_code=303)
    if known is None:
        _keep_card(response, key, settings)
    return response


@router.get("")
def door(request: Request, reader: Stranger, settings: SettingsOf) -> Response:
    """Ask for a code; without a card's address, for its key."""
    return _page("door.html", request, reader, settings, has_card=bool(request.cookies.get(CARD_COOKIE)))


@router.post("/card")
def type_card(
    request: Request, reader: Stranger, settings: SettingsOf, key: Text = "", form_token: Text = ""
) -> Response:
    """The key, typed from the card."""
    _own(request, form_token)
    if not clean_key(key):
        return _page("door.html", request, reader, settings, has_card=False, wrong=True, status=422)
    response = RedirectResponse(DOOR, status_code=303)
    _keep_card(response, key, settings)
    return response


@router.post("/ask")
def ask(
    request: Request,
    reader: Stranger,
    engine: EngineOf,
    clock: ClockOf,
    pack: PackOf,
    settings: SettingsOf,
    later: BackgroundTasks,
    form_token: Text = "",
) -> Response:
    """Have a code sent; the answer is the same for every card, known or not."""
    _own(request, form_token)
    key = clean_key(request.cookies.get(CARD_COOKIE, ""))
    try:
        knock(engine, ASK, own=key, address=address_of(request), now=clock.now())
    except TooManyKnocksError as refusal:
        return _page("door.html", request, reader, settings, has_card=True, refusal=refusal)
    later.add_task(ask_for_code, engine, key, pack=pack, live=settings.mode is Mode.LIVE, clock=clock)
    return RedirectResponse(f"{DOOR}/code", status_code=303, background=later)


@router.get("/code")
def code_page(request: Request, reader: Stranger, settings: SettingsOf) -> Response:
    """Where the six digits are typed."""
    return _page("door_code.html", request, reader, settings, by_phone=False)


@router.get("/phone")
def phone_page(request: Request, reader: Stranger, settings: SettingsOf) -> Response:
    """Without a card: the phone, and a code that staff read out."""
    return _page("door_code.html", request, reader, settings, by_phone=True)


@router.post("/enter")
def come(
    request: Request,
    reader: Stranger,
    engine: EngineOf,
    clock: ClockOf,
    settings: SettingsOf,
    code: Text = "",
    phone: Text = "",
    by: Text = "card",
    form_token: Text = "",
) -> Response:
    """In, if card or phone and code are right."""
    _own(request, form_token)
    by_phone = by == "phone"
    knocker = Knocker(phone=phone) if by_phone else Knocker(card=request.cookies.get(CARD_COOKIE, ""))
    try:
        entered = enter(
            engine,
            knocker,
            code=code,
            kind=Kind.PAGE,
            called=device_name(request.headers.get("user-agent", "")),
            address=address_of(request),
            now=clock.now(),
        )
    except (CodeRefusedError, TooManyKnocksError) as refusal:
        return _page("door_code.html", request, reader, settings, refusal=refusal, by_phone=by_phone, phone=phone)
    response = RedirectResponse(PREFIX, status_code=303)
    let_in(response, entered.token, settings)
    for spent in (CARD_COOKIE, FORM_COOKIE):
        response.delete_cookie(spent, path=DOOR)
    return response


def _keep_card(response: Response, key: str, settings: Settings) -> None:
    set_cookie(response, CARD_COOKIE, clean_key(key), settings=settings, path=DOOR, lives=HALF_AN_HOUR)


def _own(request: Request, token: str) -> None:
    """The form was made for this browser. Raises ForgedFormError."""
    secret = request.cookies.get(FORM_COOKIE, "")
    if not secret or not same(token, form_token(secret)):
        raise ForgedFormError("This form is not of this browser.")


def _page(
    template: str,
    request: Request,
    reader: FamilyReader,
    settings: Settings,
    *,
    status: int = 200,
    refusal: NuanxinError | None = None,
    **values: Any,
) -> Response:
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    said = ""
    if refusal is not None:
        minutes = refusal.minutes if isinstance(refusal, TooManyKnocksError) else 0
        status = refusal.status_code
        said = sentence(refusal.type, status, reader.language, {"minutes": minutes})
    shown: dict[str, Any] = {"wrong": False, "phone": "", "refused": said, **values}
    response = render(template, reader, token=form_token(secret), status=status, **shown)
    set_cookie(response, FORM_COOKIE, secret, settings=settings, path=DOOR)
    keep_language(response, request, settings)
    return response
