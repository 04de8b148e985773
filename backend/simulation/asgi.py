"""Calling the application without sockets: the same routes, signatures and errors, in one thread."""

import asyncio
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI

from backend.emulator.webhooks import WebhookCall


class InProcessWeb:
    """Delivers the provider's webhooks straight into the application."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._calls: asyncio.Queue[tuple[WebhookCall, asyncio.Future[int]]] = asyncio.Queue()
        # One lasting task: the thread that runs a handler belongs to its root task and would die with each call.
        self._server = self._loop.create_task(self._serve())
        self.failures = 0

    def deliver(self, call: WebhookCall) -> int:
        """POST the call; the HTTP status."""
        answered: asyncio.Future[int] = self._loop.create_future()
        self._calls.put_nowait((call, answered))
        status = self._loop.run_until_complete(answered)
        self.failures += status >= 400
        return status

    def close(self) -> None:
        """Release the loop."""
        self._server.cancel()
        self._loop.run_until_complete(asyncio.gather(self._server, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _serve(self) -> None:
        while True:
            call, answered = await self._calls.get()
            try:
                answered.set_result(await self._post(call))
            except Exception as error:
                answered.set_exception(error)

    async def _post(self, call: WebhookCall) -> int:
        parts = urlsplit(call.url)
        body = urlencode(call.form).encode()
        headers = {**call.headers, "content-type": "application/x-www-form-urlencoded", "host": parts.netloc}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": parts.scheme,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 0),
            "server": (parts.hostname, 80),
        }
        messages = [{"type": "http.request", "body": body, "more_body": False}]
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return messages.pop() if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self._app(scope, receive, send)
        return statuses[0] if statuses else 0
