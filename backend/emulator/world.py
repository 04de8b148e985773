"""The provider and its virtual phones: one object, deterministic for a seed, safe from several threads."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from threading import RLock

from backend.clock import Clock
from backend.emulator.agenda import Agenda, Deliver
from backend.emulator.callbacks import Callbacks
from backend.emulator.carry import Carrier, Waits
from backend.emulator.faults import Dropped, Faults, FaultSource, Hang
from backend.emulator.listing import listing
from backend.emulator.messages import VirtualMessage, as_json, parts_of, validity
from backend.emulator.owners import Owner
from backend.emulator.refuse import country_problem, refusal
from backend.emulator.reply import Reply, error
from backend.emulator.rules import DEFAULT_RULES, START_WORDS, STOP_WORDS, CountryRule, rule_for
from backend.emulator.threads import Threads
from backend.emulator.webhooks import inbound_form

UNDELIVERED = frozenset({"30003", "30005", "30006", "30007", "30008"})
STOP_TEXT = "You have successfully been unsubscribed. Reply START to resubscribe."
START_TEXT = "You have successfully been re-subscribed. Reply STOP to unsubscribe."


class NoReplyRoute(Exception):  # noqa: N818 - what the phone's owner finds
    """Phones of this country cannot answer the study's number."""


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
        waits: Waits = Waits(),  # noqa: B008 - frozen
    ) -> None:
        self.account_sid, self.auth_token, self.number = account_sid, auth_token, number
        self.numbers = (number, *more_numbers)
        self.webhook_url: str | None = None
        self.stopped: set[str] = set()
        self.unreachable: dict[str, str] = {}
        self.owners: Mapping[str, Owner] = {}
        self._clock, self._rules = clock, rules
        self._faults = FaultSource(faults, seed)
        self._rng, self._lock = Random(f"provider:{seed}"), RLock()
        self._threads, self._agenda = Threads(), Agenda(self._lock)
        self._callbacks = Callbacks(
            self._agenda, account_sid=account_sid, auth_token=auth_token, rng=self._rng, lock=self._lock
        )
        self._carrier = Carrier(self._agenda, self._callbacks, pace=pace, waits=waits, rng=self._rng, lock=self._lock)
        self._deliver: Deliver | None = None

    @property
    def log(self) -> list[VirtualMessage]:
        """Every message there was, oldest first."""
        return self._threads.log

    @property
    def delivered(self) -> list[VirtualMessage]:
        """What phones received, in order of arrival."""
        return self._carrier.delivered

    @property
    def faults_used(self) -> Counter[str]:
        """How often each fault was used."""
        return self._faults.used

    def script(self, *faults: str) -> None:
        """Use these faults for the next events, in order."""
        self._faults.script(*faults)

    def be_calm(self) -> None:
        """Let nothing go wrong from here on but what is scripted."""
        self._faults.be_calm()

    def call_back_early(self, deliver: Deliver) -> None:
        """Let the fault `early` post its callback before the REST answer, by this means."""
        self._deliver = deliver

    # What the API offers

    def create(self, form: Mapping[str, str]) -> Reply:
        """POST Messages.json. Raises Hang or Dropped where the caller would see no answer."""
        with self._lock:
            now = self._clock.now()
            fault = self._faults.on_send()
            refused = refusal(form, fault, numbers=self.numbers, stopped=self.stopped)
            if refused is not None:
                return refused
            message = self._accept(form, fault, now)
            if fault == "500-accepted":
                return error(20500)
            if fault == "hang":
                raise Hang
            if fault == "drop":
                raise Dropped
            return Reply(201, as_json(message, self.account_sid))

    def fetch(self, sid: str) -> Reply:
        """GET Messages/{sid}.json."""
        with self._lock:
            message = self._threads.with_sid(sid)
            return Reply(200, as_json(message, self.account_sid)) if message else error(20404)

    def search(self, query: Mapping[str, str]) -> Reply:
        """GET Messages.json with the provider's filters, newest first, in pages."""
        with self._lock:
            wanted, kept = query.get("To") or "", self._threads
            pool = kept.inbound if wanted in self.numbers else kept.of(wanted) if wanted else kept.log
            return Reply(200, listing(pool, query, self.account_sid))

    def update(self, sid: str, form: Mapping[str, str]) -> Reply:
        """POST Messages/{sid}.json: cancel what is not out yet, or redact a body."""
        with self._lock:
            message = self._threads.with_sid(sid)
            if message is None:
                return error(20404)
            if form.get("Status") == "canceled":
                if message.status not in ("queued", "accepted", "scheduled"):
                    return error(30409)
                message.move_to("canceled", self._clock.now())
            if form.get("Body") == "":
                message.body = ""
            return Reply(200, as_json(message, self.account_sid))

    # What happens on phones

    def type_as(self, number: str, text: str) -> VirtualMessage:
        """A parent types a text. Raises NoReplyRoute where the provider offers no way back."""
        with self._lock:
            if not self.can_reply(number):
                raise NoReplyRoute(number)
            now = self._clock.now()
            to = self._threads.last_heard(number) or self.number
            message = VirtualMessage(self._sid(), "inbound", number, to, text, now, parts=parts_of(text))
            message.move_to("received", now)
            self._threads.keep(message)
            self._heed_stop_words(message, now)
            fault = self._faults.on_inbound()
            message.fault = fault
            if self.webhook_url and fault != "inbound-lost":
                delay = timedelta(hours=2) if fault == "inbound-late" else timedelta(seconds=1)
                for _ in range(2 if fault == "inbound-doubled" else 1):
                    self._callbacks.call(self.webhook_url, inbound_form(message, self.account_sid), now + delay)
            return message

    def can_reply(self, number: str) -> bool:
        """Whether texts from this phone reach the study."""
        return rule_for(self._rules, number).can_reply

    def arrivals(self, since: int) -> list[VirtualMessage]:
        """What phones received after the first `since` arrivals, in order of arrival."""
        with self._lock:
            return self.delivered[since:]

    def threads(self) -> dict[str, list[VirtualMessage]]:
        """Every phone's messages, oldest first."""
        with self._lock:
            kept = self._threads.by_phone
            return {phone: list(thread) for phone, thread in kept.items() if phone not in self.numbers}

    # Time

    def next_event_at(self) -> datetime | None:
        """When something next happens by itself."""
        return self._agenda.next_at()

    def run_due(self, now: datetime, deliver: Deliver) -> int:
        """Let everything due happen, in order of time; how much did. Calls out without holding the lock."""
        return self._agenda.run_due(now, deliver)

    # Inside

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
        problem = country_problem(rule_for(self._rules, message.to), message, self._threads.of(message.to), now)
        problem = problem or self.unreachable.get(message.to) or (fault if fault in UNDELIVERED else None)
        self._threads.keep(message)
        self._carrier.carry(message, problem, now)
        if fault == "early" and self._deliver is not None:
            self._callbacks.tell_now(message, "sent", self._deliver)
        return message

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
        self._threads.keep(said)

    def _sid(self) -> str:
        return f"SM{self._rng.getrandbits(128):032x}"
