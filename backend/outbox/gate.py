"""May this message leave now? A pure decision over values, taken again at every try."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.outbox.models import Scope, Status
from backend.protocol.hours import Hours
from backend.protocol.routes import Quota
from backend.protocol.wording import MessageClass

DAY = timedelta(hours=24)
SHORTEST_USEFUL = timedelta(minutes=5)
LONGEST_VALIDITY = timedelta(hours=10)
UNREACHABLE = "unreachable"
"""A text once failed for good: reminders stop, but a phone may be back, so safety texts and pages are tried."""
WRONG_NUMBER = "wrong-number"
"""Whoever has it now may be in an emergency, too: what safety texts go there is decided where they are written."""
LAST_WORD = frozenset({"opt-out", WRONG_NUMBER})
ABOUT_SAFETY = frozenset({MessageClass.SAFETY, MessageClass.STAFF_PAGE})


@dataclass(frozen=True)
class Silence:
    """A suppression in force."""

    scope: Scope
    reason: str


@dataclass(frozen=True)
class Situation:
    """Everything the decision may look at. Times in UTC; `recent` are (sent at, body index) of the last 24 hours."""

    message_class: MessageClass
    zone: str
    now: datetime
    expires_at: datetime
    body_index: str
    hours: Hours
    quota: Quota
    early_ok: bool = False
    last_word: bool = False
    silences: tuple[Silence, ...] = ()
    recent: tuple[tuple[datetime, str], ...] = ()
    halted_until: datetime | None = None
    live: bool = False
    wording_state: str = "approved"


@dataclass(frozen=True)
class Go:
    """Send it now; the provider may try until `valid_for` has passed."""

    valid_for: timedelta
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Not now: look again at `until`."""

    until: datetime
    reason: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """Never: it ends as `status`."""

    status: Status
    reason: str
    facts: dict[str, str] = field(default_factory=dict)


Verdict = Go | Wait | Stop


def judge(at: Situation) -> Verdict:
    """The first rule that objects decides; a wait that would outlive the message stops it instead."""
    verdict = _forbidden(at) or _halted(at)
    if verdict is None and at.message_class is MessageClass.SCHEDULED:
        verdict = _quiet(at) or _over_quota(at)
    if isinstance(verdict, Wait) and verdict.until >= at.expires_at:
        return Stop(Status.EXPIRED, f"too-late:{verdict.reason}", verdict.facts)
    return verdict or Go(_validity(at))


def _forbidden(at: Situation) -> Verdict | None:
    if at.now >= at.expires_at:
        return Stop(Status.EXPIRED, "too-late")
    for silence in at.silences:
        if silence.reason == UNREACHABLE and at.message_class in ABOUT_SAFETY:
            continue
        if silence.reason == WRONG_NUMBER and at.message_class is MessageClass.SAFETY:
            continue
        if silence.scope is Scope.NUMBER and not (at.last_word and silence.reason in LAST_WORD):
            return Stop(Status.BLOCKED, f"number-{silence.reason}")
        if silence.scope is Scope.SUBJECT and at.message_class not in ABOUT_SAFETY:
            return Stop(Status.BLOCKED, f"subject-{silence.reason}")
    if at.live and at.wording_state == "draft":
        return Stop(Status.BLOCKED, "wording-unapproved")
    return None


def _halted(at: Situation) -> Verdict | None:
    if at.halted_until is not None and at.halted_until > at.now:
        return Wait(at.halted_until, "route-halted")
    return None


def _quiet(at: Situation) -> Verdict | None:
    local = at.now.astimezone(ZoneInfo(at.zone))
    if at.early_ok and at.hours.is_early(local):
        return None
    if at.hours.is_quiet(local):
        return Wait(at.hours.next_open(local).astimezone(at.now.tzinfo), "quiet-hours")
    closing = at.hours.quiet_starts(local).astimezone(at.now.tzinfo)
    if closing - at.now < SHORTEST_USEFUL:
        reopening = at.hours.next_open(closing.astimezone(ZoneInfo(at.zone)))
        return Wait(reopening.astimezone(at.now.tzinfo), "quiet-hours")
    return None


def _over_quota(at: Situation) -> Verdict | None:
    recent = sorted((sent, body) for sent, body in at.recent if sent > at.now - DAY)
    allowed = at.quota.per_24h - at.quota.reserve
    if len(recent) >= allowed:
        frees = recent[len(recent) - allowed][0] + DAY
        return Wait(frees, "quota", {"sent_24h": str(len(recent)), "allowed": str(allowed)})
    same = [sent for sent, body in recent if body == at.body_index]
    if len(same) >= at.quota.identical_per_24h:
        frees = same[len(same) - at.quota.identical_per_24h] + DAY
        return Wait(frees, "quota-identical", {"same_24h": str(len(same))})
    return None


def _validity(at: Situation) -> timedelta:
    """Until the text stops being true or quiet hours begin: the provider would deliver at night otherwise."""
    until = min(at.expires_at, at.now + LONGEST_VALIDITY)
    if at.message_class is MessageClass.SCHEDULED:
        local = at.now.astimezone(ZoneInfo(at.zone))
        if at.hours.is_quiet(local):
            closes = local.replace(
                hour=at.hours.early_until.hour, minute=at.hours.early_until.minute, second=0, microsecond=0
            )
        else:
            closes = at.hours.quiet_starts(local)
        until = min(until, closes.astimezone(at.now.tzinfo))
    return until - at.now
