"""The provider and its virtual phones: one object, deterministic for a seed, safe from several threads."""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from threading import RLock
from typing import Any

from backend.clock import Clock
from backend.emulator.faults import Dropped, Faults, FaultSource, Hang
from backend.emulator.listing import listing
from backend.emulator.messages import VirtualMessage, as_json, parts_of, validity
from backend.emulator.rules import (
    DEFAULT_RULES,
    ERRORS,
    LINK,
    START_WORDS,
    STOP_WORDS,
    CountryRule,
    body_error,
    number_error,
    rule_for,
)
from backend.emulator.webhooks import WebhookCall, inbound_form, retries, should_retry, sign, status_form

DAY = timedelta(hours=24)
UNDELIVERED = frozenset({"30003", "30005", "30006", "30007", "30008"})
STOP_TEXT = "You have successfully been unsubscribed. Reply START to resubscribe."
START_TEXT = "You have successfully been re-subscribed. Reply STOP to unsubscribe."


class NoReplyRoute(Exception):  # noqa: N818 - what the phone's owner finds
    """Phones of this country cannot answer the study's number."""


@dataclass(frozen=True)
class Reply:
    """An answer of the REST API."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(order=True)
class _Event:
    at: datetime
    order: int
    happen: Callable[[datetime, Callable[[WebhookCall], int]], None] = field(compare=False)


@dataclass(frozen=True)
class Waits:
    """How long a text takes, as ranges in seconds: until it is sent, and from there to the phone."""

    sending: tuple[float, float] = (1, 4)
    carrying: tuple[float, float] = (1, 15)


class Emulator:
    """Twilio's messages resource over phones that exist only here.

    `pace` is how many segments a second each sending number lets out; each has a queue of its own. Several numbers:
    `number` also stands for every messaging service.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        number: str,
        clock: Clock,
        rules: tuple[CountryRule, ...] = DEFAULT_RULES,
        faults: Faults = Faults(),  # noqa: B008 - frozen
        seed: int = 0,
        pace: float | None = None,
        more_numbers: tuple[str, ...] = (),
        waits: Waits = Waits(),
    ) -> None:
        self.account_sid, self.auth_token, self.number = account_sid, auth_token, number
        self.numbers = (number, *more_numbers)
        self._waits = waits
        self.rules, self.pace = rules, pace
        self.webhook_url: str | None = None
        self.log: list[VirtualMessage] = []
        self.delivered: list[VirtualMessage] = []
        self.stopped: set[str] = set()
        self.unreachable: dict[str, str] = {}
        self.calls: Counter[int] = Counter()
        self._clock = clock
        self._faults = FaultSource(faults, seed)
        self._rng = Random(f"provider:{seed}")
        self._by_sid: dict[str, VirtualMessage] = {}
        self._by_phone: dict[str, list[VirtualMessage]] = {}
        self._inbound: list[VirtualMessage] = []
        self._events: list[_Event] = []
        self._order = count()
        self._free_at: dict[str, datetime] = {}
        self._deliver: Callable[[WebhookCall], int] | None = None
        self.lock = RLock()

    @property
    def faults_used(self) -> Counter[str]:
        """How often each fault was used."""
        return self._faults.used

    def script(self, *faults: str) -> None:
        """Use these faults for the next events, in order."""
        self._faults.script(*faults)

    # What the API offers

    def create(self, form: Mapping[str, str]) -> Reply:
        """POST Messages.json. Raises Hang or Dropped where the caller would see no answer."""
        with self.lock:
            now = self._clock.now()
            fault = self._faults.on_send()
            refusal = self._refusal(form, fault)
            if refusal is not None:
                return refusal
            message = self._accept(form, fault, now)
            if fault == "500-accepted":
                return _error(20500)
            if fault == "hang":
                raise Hang
            if fault == "drop":
                raise Dropped
            return Reply(201, as_json(message, self.account_sid))

    def fetch(self, sid: str) -> Reply:
        """GET Messages/{sid}.json."""
        with self.lock:
            message = self._by_sid.get(sid)
            return Reply(200, as_json(message, self.account_sid)) if message else _error(20404)

    def search(self, query: Mapping[str, str]) -> Reply:
        """GET Messages.json with the provider's filters, newest first, in pages."""
        with self.lock:
            wanted = query.get("To") or ""
            pool = self._inbound if wanted in self.numbers else self._by_phone.get(wanted, []) if wanted else self.log
            return Reply(200, listing(pool, query, self.account_sid))

    def update(self, sid: str, form: Mapping[str, str]) -> Reply:
        """POST Messages/{sid}.json: cancel what is not out yet, or redact a body."""
        with self.lock:
            message = self._by_sid.get(sid)
            if message is None:
                return _error(20404)
            if form.get("Status") == "canceled":
                if message.status not in ("queued", "accepted", "scheduled"):
                    return _error(30409)
                message.move_to("canceled", self._clock.now())
            if form.get("Body") == "":
                message.body = ""
            return Reply(200, as_json(message, self.account_sid))

    # What happens on phones

    def type_as(self, number: str, text: str) -> VirtualMessage:
        """A parent types a text. Raises NoReplyRoute where the provider offers no way back."""
        with self.lock:
            if not self.can_reply(number):
                raise NoReplyRoute(number)
            now = self._clock.now()
            to = self._last_heard(number)
            message = VirtualMessage(self._sid(), "inbound", number, to, text, now, parts=parts_of(text))
            message.move_to("received", now)
            self._keep(message)
            self._heed_stop_words(message, now)
            fault = self._faults.on_inbound()
            message.fault = fault
            if self.webhook_url and fault != "inbound-lost":
                delay = timedelta(hours=2) if fault == "inbound-late" else timedelta(seconds=1)
                for _ in range(2 if fault == "inbound-doubled" else 1):
                    self._call(self.webhook_url, inbound_form(message, self.account_sid), now + delay)
            return message

    def can_reply(self, number: str) -> bool:
        """Whether texts from this phone reach the study."""
        return rule_for(self.rules, number).can_reply

    def arrivals(self, since: int) -> list[VirtualMessage]:
        """What phones received after the first `since` arrivals, in order of arrival."""
        with self.lock:
            return self.delivered[since:]

    def threads(self) -> dict[str, list[VirtualMessage]]:
        """Every phone's messages, oldest first."""
        with self.lock:
            return {phone: list(thread) for phone, thread in self._by_phone.items() if phone not in self.numbers}

    # Time

    def next_event_at(self) -> datetime | None:
        """When something next happens by itself."""
        with self.lock:
            return self._events[0].at if self._events else None

    def run_due(self, now: datetime, deliver: Callable[[WebhookCall], int]) -> int:
        """Let everything due happen, in order of time; how much did. Calls out without holding the lock."""
        happened = 0
        while True:
            with self.lock:
                if not self._events or self._events[0].at > now:
                    return happened
                event = heapq.heappop(self._events)
            event.happen(event.at, deliver)
            happened += 1

    # Inside

    def _refusal(self, form: Mapping[str, str], fault: str) -> Reply | None:
        if fault == "429":
            return _error(20429, {"Retry-After": "5"})
        if fault in ("500", "503"):
            return _error(20500 if fault == "500" else 20503)
        to = form.get("To", "")
        if not form.get("MessagingServiceSid") and form.get("From") not in self.numbers:
            return _error(21606)
        code = number_error(to) or body_error(form.get("Body", ""))
        if code is None and to in self.stopped:
            code = 21610
        return _error(code) if code else None

    def _accept(self, form: Mapping[str, str], fault: str, now: datetime) -> VirtualMessage:
        body = form["Body"]
        message = VirtualMessage(
            sid=self._sid(),
            direction="outbound-api",
            from_=form.get("From") or self.number,
            to=form["To"],
            body=body,
            created_at=now,
            valid_until=validity(form.get("ValidityPeriod"), now),
            status_callback=form.get("StatusCallback", ""),
            service_sid=form.get("MessagingServiceSid") or None,
            fault=fault,
            parts=parts_of(body),
        )
        message.status = "accepted" if message.service_sid else "queued"
        problem = self._country_problem(message, now) or self.unreachable.get(message.to)
        self._keep(message)
        sent_at = self._leaves_at(message, now) + timedelta(seconds=self._rng.uniform(*self._waits.sending))
        ends_at = sent_at + timedelta(seconds=self._rng.uniform(*self._waits.carrying))
        failure = problem or (fault if fault in UNDELIVERED else None)
        self._at(sent_at, lambda at, deliver: self._send(message, at, deliver))
        self._at(ends_at, lambda at, deliver: self._end(message, failure, at, deliver))
        if fault == "early" and self._deliver is not None:
            self._post(message, "sent", None, self._deliver)
        return message

    def _leaves_at(self, message: VirtualMessage, now: datetime) -> datetime:
        """When the last segment leaves: each sender lets out one after the other."""
        if not self.pace:
            return now
        leaves = max(now, self._free_at.get(message.from_, now)) + timedelta(seconds=message.parts / self.pace)
        self._free_at[message.from_] = leaves
        return leaves

    def _last_heard(self, phone: str) -> str:
        """The number a phone's owner answers to: the one the last text came from."""
        outbound = (each for each in reversed(self._by_phone.get(phone, ())) if each.direction != "inbound")
        return next((each.from_ for each in outbound), self.number)

    def _country_problem(self, message: VirtualMessage, now: datetime) -> str | None:
        rule = rule_for(self.rules, message.to)
        if not rule.can_link and LINK.search(message.body):
            return "30007"
        recent = [
            each.body
            for each in reversed(self._by_phone.get(message.to, ()))
            if each.direction == "outbound-api" and each.created_at > now - DAY and each.status != "failed"
        ]
        if rule.identical_per_24h is not None and recent.count(message.body) >= rule.identical_per_24h:
            return "30007"
        if rule.different_per_24h is not None and len(set(recent) | {message.body}) > rule.different_per_24h:
            return "30007"
        return None

    def _send(self, message: VirtualMessage, at: datetime, deliver: Callable[[WebhookCall], int]) -> None:
        with self.lock:
            if message.status == "canceled":
                return
            if message.valid_until is not None and at > message.valid_until:
                message.move_to("failed", at, 30036)
                self._news(message, "failed", at)
                return
            message.sent_at = at
            message.move_to("sent", at)
            if message.fault != "disordered":
                self._news(message, "sent", at)
        del deliver

    def _end(
        self, message: VirtualMessage, failure: str | None, at: datetime, deliver: Callable[[WebhookCall], int]
    ) -> None:
        del deliver
        with self.lock:
            if message.status != "sent":
                return
            if failure:
                message.move_to("undelivered", at, int(failure))
                self._news(message, "undelivered", at)
                return
            message.delivered_at = at
            message.move_to("delivered", at)
            self.delivered.append(message)
            self._news(message, "delivered", at)
            if message.fault == "disordered":
                self._news(message, "sent", at + timedelta(seconds=1))

    def _news(self, message: VirtualMessage, status: str, at: datetime) -> None:
        """Queue a status callback, with what the message's fault does to it."""
        if not message.status_callback or message.fault == "never":
            return
        if message.fault == "late":
            at += timedelta(hours=self._rng.randint(1, 6))
        code = message.error_code
        form = status_form(message, status, self.account_sid, code)
        for _ in range(3 if message.fault == "doubled" else 1):
            self._call(message.status_callback, form, at)

    def _post(
        self, message: VirtualMessage, status: str, code: int | None, deliver: Callable[[WebhookCall], int]
    ) -> None:
        form = status_form(message, status, self.account_sid, code)
        deliver(sign(message.status_callback, form, self.auth_token))

    def _call(self, url: str, form: dict[str, str], at: datetime) -> None:
        self._at(at, lambda when, deliver: self._try(url, form, 0, when, deliver))

    def _try(
        self, url: str, form: dict[str, str], tries: int, at: datetime, deliver: Callable[[WebhookCall], int]
    ) -> None:
        status = deliver(sign(url, form, self.auth_token))
        most, policy = retries(url)
        with self.lock:
            self.calls[status] += 1
            if tries < most and should_retry(status, policy):
                again = at + timedelta(seconds=1)
                self._at(again, lambda when, deliver: self._try(url, form, tries + 1, when, deliver))

    def _heed_stop_words(self, message: VirtualMessage, now: datetime) -> None:
        word = message.body.strip().casefold()
        if word in STOP_WORDS:
            self.stopped.add(message.from_)
            self._provider_says(message.from_, STOP_TEXT, now)
        elif word in START_WORDS and message.from_ in self.stopped:
            self.stopped.discard(message.from_)
            self._provider_says(message.from_, START_TEXT, now)

    def _provider_says(self, phone: str, text: str, now: datetime) -> None:
        said = VirtualMessage(self._sid(), "outbound-reply", self.number, phone, text, now, parts=parts_of(text))
        said.move_to("delivered", now)
        said.delivered_at = now
        self._keep(said)

    def _keep(self, message: VirtualMessage) -> None:
        self.log.append(message)
        self._by_sid[message.sid] = message
        self._by_phone.setdefault(message.phone, []).append(message)
        if message.direction == "inbound":
            self._inbound.append(message)

    def _at(self, at: datetime, happen: Callable[[datetime, Callable[[WebhookCall], int]], None]) -> None:
        heapq.heappush(self._events, _Event(at, next(self._order), happen))

    def _sid(self) -> str:
        return f"SM{self._rng.getrandbits(128):032x}"

    def call_back_early(self, deliver: Callable[[WebhookCall], int]) -> None:
        """Let the fault `early` post its callback before the REST answer, by this means."""
        self._deliver = deliver


def _error(code: int, headers: dict[str, str] | None = None) -> Reply:
    status, text = ERRORS[code]
    body = {
        "code": code,
        "message": text,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Reply(status, body, headers or {})
