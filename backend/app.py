"""The web application: the one place where routes, errors and the worker are put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from backend.chat.choose import Chooser
from backend.clock import Clock
from backend.console.error_routes import is_console, refusal_page
from backend.console.routes import mount_console
from backend.errors import NuanxinError
from backend.health import router as health
from backend.inbox.routes import router as inbound
from backend.look.assets import mount_look
from backend.mobile.problem_routes import api_problem, is_api
from backend.mobile.refusal_routes import family_refusal, is_family
from backend.mobile.routes import mount_mobile
from backend.outbox.dispatch import SendNow
from backend.outbox.routes import router as statuses
from backend.protocol.pack import Pack
from backend.settings import Mode, Settings
from backend.triage.rulebook import compile_rules
from backend.worker import Worker

log = structlog.get_logger()


def create_app(
    *,
    settings: Settings,
    engine: Engine,
    pack: Pack,
    clock: Clock,
    worker: Worker | None = None,
    send_now: SendNow | None = None,
    chooser: Chooser | None = None,
) -> FastAPI:
    """The application over these parts; with a worker, it ticks while the application serves.

    `send_now` lets a route send what it committed to the safety lane; without, the next tick of a worker does.
    `chooser` is the language model that may choose an answer's sentences; without, nothing is ever asked.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        del app
        compile_rules(pack.listening)  # now, not while the first worried parent waits
        if worker is not None:
            worker.start()
        yield
        if worker is not None:
            worker.stop()

    app = FastAPI(
        title="Nuanxin 暖信",
        summary="Keeps a children's clinical trial and its families in touch.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.send_now, app.state.chooser = send_now, chooser
    app.state.settings, app.state.engine, app.state.pack, app.state.clock = settings, engine, pack, clock
    for router in (health, inbound, statuses):
        app.include_router(router)
    mount_console(app, demo=settings.mode is Mode.DEMO, oidc=bool(settings.oidc_issuer))
    mount_mobile(app)
    mount_look(app)
    app.add_exception_handler(NuanxinError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)
    return app


def problem(status: int, kind: str, detail: str) -> JSONResponse:
    """An error as RFC 9457 says: a stable `type` for programs, a sentence for people."""
    body = {"type": f"urn:nuanxin:{kind}", "title": kind.replace("-", " "), "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


async def _answer(request: Request, status: int, kind: str, detail: str, error: Exception) -> Response:
    """A page for whoever reads one, a problem for every program; the app's in the family's language."""
    if is_console(request):
        return await refusal_page(request, status, kind, detail)
    if is_family(request):
        return family_refusal(request, status, kind)
    if is_api(request):
        return api_problem(request, status, kind, error)
    return problem(status, kind, detail)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, NuanxinError):
        raise error
    return await _answer(request, error.status_code, error.type, str(error), error)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = str(error.detail) if isinstance(error, HTTPException) else "error"
    return await _answer(request, status, f"http-{status}", detail, error)


async def _invalid(request: Request, error: Exception) -> Response:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    detail = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in errors)
    return await _answer(request, 422, "invalid-request", detail, error)


async def _broken(request: Request, error: Exception) -> Response:
    log.error("request-failed", path=request.url.path, error=type(error).__name__)
    sorry = "Something broke on our side; nothing was acted on. Try again."
    return await _answer(request, 500, "internal", sorry, error)
