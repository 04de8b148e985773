"""The provider's REST API over HTTP, for the official SDK pointed at this machine."""

import secrets
from typing import Annotated, Any
from urllib.parse import parse_qsl

import anyio
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from backend.emulator.faults import Dropped, Hang
from backend.emulator.reply import Reply
from backend.emulator.world import Emulator, NoReplyRoute

PREFIX = "/2010-04-01/Accounts/{account_sid}/Messages"
HANG_SECONDS = 15.0

router = APIRouter(include_in_schema=False)
_basic = HTTPBasic(auto_error=False)


def attach(app: FastAPI, emulator: Emulator, *, hang_seconds: float = HANG_SECONDS) -> None:
    """Serve `emulator` from `app`. A fault `hang` keeps the client waiting so long, then drops it."""
    app.state.emulator, app.state.hang_seconds = emulator, hang_seconds
    app.include_router(router)


async def emulator_of(request: Request) -> Emulator:
    """The emulator this application serves."""
    emulator: Emulator = request.app.state.emulator
    return emulator


class WrongCredentials(Exception):  # noqa: N818 - what the provider says
    """Neither the account nor its token."""


class LostConnection(Exception):  # noqa: N818 - what the client sees
    """Raised to make the server drop the connection without an answer."""


class _NoAnswer(Response):
    """Closes the connection without a word, as a crashed provider would."""

    async def __call__(self, *connection: Any) -> None:
        raise LostConnection(len(connection))


async def _allowed(
    emulator: Annotated[Emulator, Depends(emulator_of)],
    given: Annotated[HTTPBasicCredentials | None, Depends(_basic)],
) -> Emulator | None:
    pairs = [(given.username, emulator.account_sid), (given.password, emulator.auth_token)] if given else [("", "x")]
    return emulator if all(secrets.compare_digest(said, wanted) for said, wanted in pairs) else None


Allowed = Annotated[Emulator | None, Depends(_allowed)]


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


def _answer(reply: Reply) -> Response:
    return JSONResponse(reply.body, status_code=reply.status, headers=reply.headers)


def _refused() -> Response:
    body = {"code": 20003, "message": "Authenticate", "more_info": "https://www.twilio.com/docs/errors/20003"}
    return JSONResponse({**body, "status": 401}, status_code=401)


@router.post(PREFIX + ".json")
async def create(request: Request, emulator: Allowed) -> Response:
    """Send a message."""
    if emulator is None:
        return _refused()
    try:
        return _answer(await anyio.to_thread.run_sync(emulator.create, await _form(request)))
    except Hang:
        await anyio.sleep(request.app.state.hang_seconds)
    except Dropped:
        pass
    return _NoAnswer()


@router.get(PREFIX + ".json")
async def search(request: Request, emulator: Allowed) -> Response:
    """List messages."""
    return _answer(emulator.search(dict(request.query_params))) if emulator else _refused()


@router.get(PREFIX + "/{sid}.json")
async def fetch(sid: str, emulator: Allowed) -> Response:
    """One message."""
    return _answer(emulator.fetch(sid)) if emulator else _refused()


@router.post(PREFIX + "/{sid}.json")
async def update(sid: str, request: Request, emulator: Allowed) -> Response:
    """Cancel or redact a message."""
    return _answer(emulator.update(sid, await _form(request))) if emulator else _refused()


@router.post("/emulator/control/type")
async def type_as(request: Request, emulator: Annotated[Emulator, Depends(emulator_of)]) -> Response:
    """Type as a parent, for tests that drive the phones from outside."""
    form = await _form(request)
    try:
        message = emulator.type_as(form.get("number", ""), form.get("text", ""))
    except NoReplyRoute:
        return JSONResponse({"error": "phones of this country cannot reply"}, status_code=409)
    return JSONResponse({"sid": message.sid}, status_code=201)
