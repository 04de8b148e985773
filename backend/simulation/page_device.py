"""The family page with its script: cookies, the token of its forms, one entry after the other."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from backend.simulation.asgi import Answer, InProcessWeb, Request
from backend.simulation.device import SIGN_IN
from backend.simulation.diary_book import Answered, Writing

FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
SCRIPT_TOKEN = re.compile(r'data-token="([^"]+)"')


class PageDevice:
    """The family page with its script: cookies, a form token, one entry after the other."""

    def __init__(self, web: InProcessWeb, number: str) -> None:
        self._web, self._number, self._token = web, number, ""
        self._cookies: dict[str, str] = {}

    def ask_for_code(self, card: str) -> None:
        """The code comes by text."""
        self._cookies = {}
        self._call("GET", f"/f/{card}")
        door = self._call("GET", "/family/door")
        self._token = _found(FORM_TOKEN, door)
        self._form("/family/door/ask")

    def enter(self, code: str, *, phone: str = "") -> bool:
        """Whether the code let us in; one that staff read out goes with the phone's number."""
        came = self._form("/family/door/enter", code=code, phone=phone, by="phone" if phone else "card")
        if came.status != 303:
            return False
        self._token = _found(SCRIPT_TOKEN, self._call("GET", "/family"))
        return True

    def send(self, writings: Sequence[Writing], now: datetime) -> list[Answered]:
        """What became of each."""
        del now
        return [self._send(each) for each in writings]

    def _send(self, writing: Writing) -> Answered:
        body = {
            "child": writing.child_id,
            "instrument": writing.instrument,
            "zone": writing.zone,
            "may_ask": True,
            "draft": {
                "id": writing.id,
                "version": writing.version,
                "due_on": str(writing.due_on) if writing.due_on else None,
                "answers": writing.answers,
                "usual": writing.usual,
                "sure": writing.sure,
                "written_at": writing.recorded_at.isoformat(),
                "corrects": writing.corrects,
                "reason": writing.reason,
            },
        }
        came = self._call("POST", "/family/diary/send", json.dumps(body).encode(), "application/json")
        if came.status != 200:
            return Answered(SIGN_IN if came.status in (303, 401, 403) else f"http-{came.status}")
        told = came.json
        return Answered(told["outcome"], tuple(each["mark"] for each in told["asks"]), bool(told["advice"]))

    def _form(self, path: str, **fields: str) -> Answer:
        body = urlencode({**fields, "form_token": self._token}).encode()
        return self._call("POST", path, body, "application/x-www-form-urlencoded")

    def _call(self, method: str, path: str, body: bytes = b"", kind: str = "text/plain") -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"cookie": cookies, "content-type": kind, "x-form-token": self._token}
        came = self._web.ask(Request(method, path, headers, body, client=self._number))
        for line in came.all("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return came


def _found(pattern: re.Pattern[str], page: Answer) -> str:
    found = pattern.search(page.body.decode())
    if found is None:
        raise LookupError(f"the page at {page.path} carries no token")
    return found[1]
