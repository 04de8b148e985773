"""The app as a family has it: a token, entries and corrections under ids of its own, batches from offline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.simulation.asgi import Answer, InProcessWeb, Request
from backend.simulation.device import SIGN_IN
from backend.simulation.diary_book import Answered, Writing


class AppDevice:
    """The app: a token, one entry at a time, or a batch from offline."""

    def __init__(self, web: InProcessWeb, number: str) -> None:
        self._web, self._number, self._card, self._token = web, number, "", ""

    def ask_for_code(self, card: str) -> None:
        """The code comes by text."""
        self._card = card
        self._call("POST", "/auth/start", {"card": card})

    def enter(self, code: str, *, phone: str = "") -> bool:
        """Whether the code let us in; one that staff read out goes with the phone's number."""
        proof = {"phone": phone} if phone else {"card": self._card}
        came = self._call("POST", "/auth/verify", {**proof, "code": code, "device": "phone"})
        self._token = came.json["token"] if came.status < 400 else ""
        return bool(self._token)

    def send(self, writings: Sequence[Writing], now: datetime) -> list[Answered]:
        """What became of each."""
        if len(writings) == 1:
            only = writings[0]
            path = f"/children/{only.child_id}/entries/{only.entry}"
            path += f"/corrections/{only.id}" if only.corrects else ""
            came = self._call("PUT", path, _sent(only, now))
            return [_kept(came.json) if came.status == 200 else _refused(came)]
        items = [
            {**_sent(each, now), "id": each.id, "child_id": each.child_id, "corrects": each.corrects or None}
            for each in writings
        ]
        came = self._call("POST", "/sync", {"items": items})
        if came.status != 200:
            return [_refused(came)] * len(writings)
        return [_kept(each["kept"]) if each["kept"] else _problem(each["problem"]) for each in came.json["items"]]

    def _call(self, method: str, path: str, body: object) -> Answer:
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
        return self._web.ask(Request.of_json(method, f"/api/v1{path}", body, headers, client=self._number))


def _sent(writing: Writing, now: datetime) -> dict[str, Any]:
    return {
        "instrument": writing.instrument,
        "version": writing.version,
        "due_on": str(writing.due_on) if writing.due_on else None,
        "answers": writing.answers,
        "usual": writing.usual,
        "sure": writing.sure,
        "recorded_at": writing.recorded_at.isoformat(),
        "submitted_at": now.isoformat(),
        "zone": writing.zone,
        **({"reason": writing.reason} if writing.corrects else {}),
    }


def _kept(told: Any) -> Answered:
    return Answered(told["outcome"], advised=told["safety"] is not None)


def _refused(came: Answer) -> Answered:
    return Answered(SIGN_IN) if came.status == 401 else _problem(came.json)


def _problem(told: Any) -> Answered:
    asks = tuple(each["mark"] for each in told.get("asks", ()))
    return Answered(told["type"].removeprefix("urn:nuanxin:"), asks, told.get("safety") is not None)
