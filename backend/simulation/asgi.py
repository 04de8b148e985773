"""Calling the application without sockets: the same routes, signatures and errors, in one thread."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI

from backend.emulator.webhooks import WebhookCall

HOST, PORT = "127.0.0.1", 8000


@dataclass(frozen=True)
class Request:
    """One HTTP request; `client` is whom it comes from."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = HOST

    @classmethod
    def of_json(cls, method: str, url: str, body: object, headers: Mapping[str, str], *, client: str) -> "Request":
        """A request with a JSON body."""
        return cls(method, url, {**headers, "content-type": "application/json"}, json.dumps(body).encode(), client)

    @property
    def scope(self) -> dict[str, Any]:
        """As ASGI says it."""
        parts = urlsplit(self.url)
        headers = {**self.headers, "host": parts.netloc or f"{HOST}:{PORT}", "content-length": str(len(self.body))}
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": parts.scheme or "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": (self.client, 0),
            "server": (parts.hostname or HOST, PORT),
        }


@dataclass
class Answer:
    """What came back of the request to `path`."""

    path: str
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name]


class InProcessWeb:
    """Delivers the provider's webhooks, and what families' devices ask, straight into the application."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._calls: asyncio.Queue[tuple[Request, asyncio.Future[Answer]]] = asyncio.Queue()
        # One lasting task: the thread that runs a handler belongs to its root task and would die with each call.
        self._server = self._loop.create_task(self._serve())
        self.failures = 0

    def deliver(self, call: WebhookCall) -> int:
        """POST the call; the HTTP status."""
        headers = {**call.headers, "content-type": "application/x-www-form-urlencoded"}
        status = self.ask(Request("POST", call.url, headers, urlencode(call.form).encode())).status
        self.failures += status >= 400
        return status

    def ask(self, request: Request) -> Answer:
        """The answer, once what it left to be done afterwards is done too."""
        answered: asyncio.Future[Answer] = self._loop.create_future()
        self._calls.put_nowait((request, answered))
        return self._loop.run_until_complete(answered)

    def close(self) -> None:
        """Release the loop."""
        self._server.cancel()
        self._loop.run_until_complete(asyncio.gather(self._server, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _serve(self) -> None:
        while True:
            request, answered = await self._calls.get()
            try:
                answered.set_result(await self._answer(request))
            except Exception as error:
                answered.set_exception(error)

    async def _answer(self, request: Request) -> Answer:
        messages = [{"type": "http.request", "body": request.body, "more_body": False}]
        answer = Answer(request.url)

        async def receive() -> dict[str, Any]:
            return messages.pop() if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = [(name.decode(), value.decode()) for name, value in message.get("headers", ())]
            else:
                answer.body += message.get("body", b"")

        await self._app(request.scope, receive, send)
        return answer
