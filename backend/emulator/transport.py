"""The official SDK without sockets: an HTTP client that hands its requests straight to the emulator."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from twilio.http import HttpClient
from twilio.http.response import Response

from backend.emulator.faults import Dropped, Hang
from backend.emulator.reply import Reply
from backend.emulator.world import Emulator


class InProcessClient(HttpClient):
    """Give it to `twilio.rest.Client(http_client=…)`; `retry_after` is the last answer's header."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(None, False, None)
        self._emulator = emulator
        self.retry_after: str | None = None

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Answer as the provider would. Raises what `requests` raises for a lost answer."""
        del headers, timeout, allow_redirects
        try:
            reply = self._route(method, url, params or {}, data or {}, auth)
        except Hang:
            raise requests.exceptions.ReadTimeout("no answer in time") from None
        except Dropped:
            raise requests.exceptions.ConnectionError("connection lost") from None
        self.retry_after = reply.headers.get("Retry-After")
        return Response(reply.status, json.dumps(reply.body), headers=reply.headers)

    def _route(
        self, method: str, url: str, params: dict[str, Any], data: dict[str, Any], auth: tuple[str, str] | None
    ) -> Reply:
        emulator = self._emulator
        if auth != (emulator.account_sid, emulator.auth_token):
            return Reply(401, {"code": 20003, "message": "Authenticate", "more_info": "", "status": 401})
        parts = urlsplit(url)
        query = {**dict(parse_qsl(parts.query)), **{key: str(value) for key, value in params.items()}}
        form = {key: str(value) for key, value in data.items() if value is not None}
        leaf = parts.path.rsplit("/", 1)[-1].removesuffix(".json")
        if leaf == "Messages":
            return emulator.create(form) if method.upper() == "POST" else emulator.search(query)
        return emulator.update(leaf, form) if method.upper() == "POST" else emulator.fetch(leaf)
