"""What every room's pages share: how a template is read, a QR code, and the headers of every answer."""

from collections.abc import Mapping
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.settings import Settings

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def templates(folder: Path) -> Environment:
    """The templates of a folder: everything escaped, and a misspelt name an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def qr_code(text: str) -> Markup:
    """A QR code as an inline picture, dark on white in every colour scheme."""
    drawn = segno.make(text, error="m").svg_inline(scale=4, border=4, omitsize=True, light="#fff")
    return Markup(drawn)  # noqa: S704 - drawn by segno, from a text of ours


def is_secure(settings: Settings) -> bool:
    """Whether cookies may travel by https only."""
    return settings.public_base_url.startswith("https://")


class Headers:
    """Adds headers to every answer under a path, errors included."""

    def __init__(self, app: ASGIApp, *, prefix: str, headers: Mapping[str, str]) -> None:
        self.app, self.prefix, self.headers = app, prefix, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix):
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, with_headers)
