"""What routes are handed: the engine, the clock, the pack, and a provider's form once its signature holds.

By coroutines: a plain function would cost a thread hop each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from sqlalchemy import Engine
from starlette.datastructures import FormData, Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.channels.twilio import is_signed
from backend.clock import Clock
from backend.errors import NuanxinError
from backend.protocol.pack import Pack
from backend.settings import Settings

LARGEST_BODY = 64 * 1024


class ForgedError(NuanxinError):
    """The request was not signed by the provider with our token."""

    type = "forged"
    status_code = 403


class TooLargeError(NuanxinError):
    """The request is larger than any text message can be."""

    type = "too-large"
    status_code = 413


class NotAFormError(NuanxinError):
    """The request is not the form a provider sends."""

    type = "not-a-form"
    status_code = 400


@dataclass(frozen=True)
class SignedForm:
    """A verified webhook's fields, exactly as they came, blank ones included."""

    fields: dict[str, str]


class SmallBodies:
    """Refuses a body larger than `most` bytes under a path: by what it says of itself, or once it came so far."""

    def __init__(self, app: ASGIApp, *, prefix: str, most: int) -> None:
        self.app, self.prefix, self.most = app, prefix, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix):
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "0")
        came = self.most if said.isdecimal() and int(said) > self.most else 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


async def engine_of(request: Request) -> Engine:
    """The application's engine."""
    engine: Engine = request.app.state.engine
    return engine


async def clock_of(request: Request) -> Clock:
    """The application's clock."""
    clock: Clock = request.app.state.clock
    return clock


async def pack_of(request: Request) -> Pack:
    """The application's study pack."""
    pack: Pack = request.app.state.pack
    return pack


async def settings_of(request: Request) -> Settings:
    """The application's settings."""
    settings: Settings = request.app.state.settings
    return settings


async def send_now_of(request: Request) -> Callable[[], int]:
    """Sends what waits in the safety lane, at once, after a commit; does nothing where only workers send."""
    send_now: Callable[[], int] | None = request.app.state.send_now
    return send_now or (lambda: 0)


async def small_body(request: Request) -> bytes:
    """The body, if it is no larger than a webhook can be. Raises TooLargeError before reading more."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLargeError(f"A webhook is at most {LARGEST_BODY} bytes.")
    request._body = bytes(body)
    return bytes(body)


async def signed_form(
    request: Request, settings: Annotated[Settings, Depends(settings_of)], body: Annotated[bytes, Depends(small_body)]
) -> SignedForm:
    """The form, once the signature over the *configured* public URL holds. Raises ForgedError, NotAFormError.

    Never the URL the request seems to have come by: behind a proxy that is wrong, and it can be forged.
    """
    del body
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise NotAFormError("Send application/x-www-form-urlencoded, as the provider does.")
    form: FormData = await request.form(max_fields=200)
    url = settings.public_base_url.rstrip("/") + request.url.path
    if request.url.query:
        url += f"?{request.url.query}"
    token = settings.twilio_auth_token.get_secret_value()
    if not is_signed(url=url, form=form, signature=request.headers.get("x-twilio-signature"), auth_token=token):
        raise ForgedError("The signature does not match: check the auth token and NUANXIN_PUBLIC_BASE_URL.")
    return SignedForm({key: str(value) for key, value in form.multi_items()})
