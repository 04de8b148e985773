"""/api/v1/auth: a code for a card, a token for a code, another token, and out again."""

from fastapi import APIRouter, BackgroundTasks, Request, Response

from backend.db import transaction
from backend.devices.come_in import Knocker
from backend.devices.end_device import end_own
from backend.devices.keys import clean_key
from backend.devices.knock import ASK, knock
from backend.devices.models import Kind
from backend.devices.refresh import refresh
from backend.devices.send_code import LIFE
from backend.languages import gettext, marked
from backend.mobile.come_in import ask_for_code, enter
from backend.mobile.door_shapes import Start, Started, Token, Verify
from backend.mobile.guard_routes import (
    GUARDED,
    ClockOf,
    EngineOf,
    Me,
    PackOf,
    SettingsOf,
    address_of,
    language_of,
)
from backend.mobile.shapes import Problem, Refusals
from backend.mobile.tagged_routes import Tagged
from backend.settings import Mode

SENT = marked(
    "If this card is in use, a code is on its way to the phone written on it. "
    "Nothing after two minutes? Phone the study; staff can read you a code."
)
REFUSALS: Refusals = {429: {"model": Problem, "description": "Tried too often; `Retry-After` says how long to wait."}}

open_router = APIRouter(prefix="/api/v1/auth", tags=["auth"], route_class=Tagged)
router = APIRouter(prefix="/api/v1/auth", tags=["auth"], route_class=Tagged, dependencies=[*GUARDED])


@open_router.post("/start", status_code=202, responses={**REFUSALS})
def start(
    request: Request,
    body: Start,
    engine: EngineOf,
    clock: ClockOf,
    pack: PackOf,
    settings: SettingsOf,
    later: BackgroundTasks,
) -> Started:
    """Ask for a one-time code. The answer is the same for every card, known or not, and takes as long."""
    key = clean_key(body.card)
    knock(engine, ASK, own=key, address=address_of(request), now=clock.now())
    later.add_task(ask_for_code, engine, key, pack=pack, live=settings.mode is Mode.LIVE, clock=clock)
    minutes = int(LIFE.total_seconds() // 60)
    return Started(valid_minutes=minutes, detail=gettext(SENT, language_of(request)))


@open_router.post(
    "/verify",
    responses={
        **REFUSALS,
        403: {"model": Problem, "description": "Card, phone or code: which is wrong, is not said."},
    },
)
def verify(request: Request, body: Verify, engine: EngineOf, clock: ClockOf) -> Token:
    """Tie this device to a caregiver."""
    entered = enter(
        engine,
        Knocker(card=body.card, phone=body.phone),
        code=body.code,
        kind=Kind.APP,
        called=body.device,
        address=address_of(request),
        now=clock.now(),
    )
    return Token(token=entered.token, device_id=entered.device.id)


@router.post("/refresh")
def refresh_token(me: Me, engine: EngineOf, clock: ClockOf) -> Token:
    """Another token. If its answer is lost, ask again with the one you have, and use the last you asked for."""
    with transaction(engine) as session:
        token = refresh(session, me, now=clock.now())
    return Token(token=token, device_id=me.device.id)


@router.post("/sign-out", status_code=204)
def sign_out(me: Me, engine: EngineOf, clock: ClockOf) -> Response:
    """End this device."""
    with transaction(engine) as session:
        end_own(
            session,
            me.device.id,
            caregiver_id=me.caregiver.id,
            stream=me.family.code,
            by=me.actor,
            now=clock.now(),
        )
    return Response(status_code=204)
