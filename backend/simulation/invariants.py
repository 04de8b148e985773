"""What must never happen, checked after the fact against the provider's own record and our facts.

Each check knows only what was stored: the provider's log says what truly went out and when, our append-only facts
say what was true at that moment. A violation names the message, so that `explain` can tell its story.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.concerns.escalate_by_hand import STEP_FAILED
from backend.db import reading
from backend.emulator.messages import VirtualMessage
from backend.inbox import queries as inbox
from backend.inbox.read_by_hand import NOT_READ
from backend.outbox import queries as outbox
from backend.outbox.models import Message, Scope, Status
from backend.protocol.pack import Pack
from backend.simulation.care import check_care
from backend.simulation.diary_checks import check_diaries
from backend.simulation.ledger import Ledger, read_ledger
from backend.simulation.run import Outcome
from backend.simulation.violation import Violation

DAY = timedelta(hours=24)
SETTLED_AFTER = timedelta(days=3)
AT_REST = frozenset(
    {Status.ACCEPTED, Status.SENT, Status.DELIVERED, Status.UNDELIVERED, Status.FAILED, Status.EXPIRED}
    | {Status.BLOCKED, Status.CANCELED}
)
TRIED_ANYWAY = frozenset({"safety", "staff_page"})  # a phone that was unreachable may be on again
LAST_WORDS = frozenset({"opt-out-confirmed", "opt-out-and-more", "ack-wrong-number"})


@dataclass(frozen=True)
class Sent:
    """One message that truly left, with what we stored about it."""

    virtual: VirtualMessage
    message: Message
    attempt: int

    @property
    def at(self) -> datetime:
        """When the provider took it (UTC)."""
        return self.virtual.created_at

    @property
    def is_scheduled(self) -> bool:
        """Whether quiet hours and quotas bind it."""
        return self.message.message_class == "scheduled"


def check_outcome(outcome: Outcome) -> list[Violation]:
    """Every violation of a finished run, its diaries among it."""
    now = outcome.world.clock.now()
    found = check(outcome.engine, outcome.pack, outcome.emulator.log, now=now)
    return found + check_diaries(outcome.engine, outcome.book, now=now)


def check(engine: Engine, pack: Pack, log: Iterable[VirtualMessage], *, now: datetime) -> list[Violation]:
    """Every violation, in no particular order; empty is what we want."""
    log = list(log)
    with reading(engine) as session:
        messages = {row.id: row for row in outbox.all_messages(session)}
        texts = {row.provider_id or row.id: row for row in inbox.all_texts(session)}
        tasks = concerns.all_tasks(session)
        ledger = read_ledger(session)
    sent, foreign = _pair(log, messages)
    found = list(foreign)
    for each in sent:
        found += _quiet(each, pack)
        found += _stale(each, ledger)
        found += _silenced(each, ledger)
        found += _unapproved(each)
        found += _without_consent(each, ledger)
        found += _unconfirmed(each, ledger)
    found += _over_quota(sent, pack)
    found += _twice(sent, ledger)
    found += _lost(messages.values(), log, set(texts), now)
    found += check_care(engine, pack, log, now=now)
    found += [
        Violation("text not processed", row.id, row.provider_id or row.found_by)
        for row in texts.values()
        if row.processed_at is None and row.received_at < now - timedelta(hours=1)
    ]
    found += [
        Violation("a part failed on a text", row.id, row.stream or "")
        for row in texts.values()
        if row.outcome == NOT_READ
    ]
    found += [
        Violation("a step of a concern failed", task.id, f"concern {task.facts['concern']}")
        for task in tasks
        if task.dedup_key.startswith(STEP_FAILED)
    ]
    return found


def _pair(log: list[VirtualMessage], messages: dict[str, Message]) -> tuple[list[Sent], list[Violation]]:
    sent, foreign = [], []
    for virtual in log:
        if virtual.direction != "outbound-api":
            continue
        message_id, attempt = virtual.status_callback.split("#")[0].rsplit("/", 2)[-2:]
        message = messages.get(message_id)
        if message is None:
            foreign.append(Violation("sent but not stored", message_id, virtual.sid))
        else:
            sent.append(Sent(virtual, message, int(attempt)))
    return sent, foreign


def _quiet(each: Sent, pack: Pack) -> Iterator[Violation]:
    if not each.is_scheduled:
        return
    zone, hours = ZoneInfo(each.message.zone), pack.study.hours
    for what, at in (("sent", each.at), ("delivered", each.virtual.delivered_at)):
        if at is None:
            continue
        local = at.astimezone(zone)
        if hours.is_quiet(local) and not (each.message.early_ok and hours.is_early(local)):
            yield Violation("in quiet hours", each.message.id, f"{what} {local:%H:%M}")


def _stale(each: Sent, ledger: Ledger) -> Iterator[Violation]:
    if not each.is_scheduled:
        return
    for mark in each.message.about:
        if "@" not in mark or "@over:" in mark or mark.startswith(("step:", "text:")):
            continue
        place, appointment = mark.split("@", 1)
        stood = ledger.appointment(place, each.at)
        if stood != datetime.fromisoformat(appointment):
            yield Violation("for a moved date", each.message.id, f"{mark}, which stood at {stood}")
        elif stood <= each.at:
            yield Violation("for a past date", each.message.id, mark)


def _silenced(each: Sent, ledger: Ledger) -> Iterator[Violation]:
    reasons = ledger.silences(Scope.NUMBER, each.message.number_index, each.at)
    if each.message.message_class in TRIED_ANYWAY:
        reasons = [reason for reason in reasons if reason != "unreachable"]
    if reasons and each.message.kind not in LAST_WORDS:
        yield Violation("after opt-out", each.message.id, f"{each.message.kind}: {', '.join(reasons)}")


def _unapproved(each: Sent) -> Iterator[Violation]:
    if each.message.wording_state != "approved":
        yield Violation("unapproved", each.message.id, each.message.kind)


def _without_consent(each: Sent, ledger: Ledger) -> Iterator[Violation]:
    if each.message.message_class == "safety":
        return
    children = [key.removeprefix("child:") for key in each.message.subjects if key.startswith("child:")]
    for child_id in children:
        if not ledger.consented(child_id, each.at):
            yield Violation("without consent", each.message.id, each.message.kind)


def _unconfirmed(each: Sent, ledger: Ledger) -> Iterator[Violation]:
    if each.message.child_specific and not ledger.confirmed(each.message.number_index, each.at):
        yield Violation("to an unconfirmed phone", each.message.id, each.message.kind)


def _over_quota(sent: list[Sent], pack: Pack) -> Iterator[Violation]:
    quota = pack.study.quota
    by_number: defaultdict[str, list[Sent]] = defaultdict(list)
    for each in sorted(sent, key=lambda each: each.at):
        before = [other for other in by_number[each.message.number] if other.at > each.at - DAY]
        by_number[each.message.number].append(each)
        if not each.is_scheduled:
            continue
        if len(before) >= quota.per_24h - quota.reserve:
            yield Violation("over quota", each.message.id, f"{len(before)} in the 24 hours before")
        same = sum(other.message.body_index == each.message.body_index for other in before)
        if same >= quota.identical_per_24h:
            yield Violation("over quota, identical", each.message.id, f"{same} in the 24 hours before")


def _twice(sent: list[Sent], ledger: Ledger) -> Iterator[Violation]:
    """A message may leave again only after the provider said that it did not arrive; a step only in one message."""
    ended_badly = {"undelivered", "failed", "canceled"}
    arrived: Counter[str] = Counter(each.message.id for each in sent if each.virtual.status not in ended_badly)
    for message_id, times in arrived.items():
        if times > 1:
            yield Violation("twice", message_id, f"{times} copies")
    steps: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for each in sent:
        for mark in each.message.about:
            if mark.startswith(("step:", "text:")) and each.virtual.status not in ended_badly:
                kind = each.message.kind if mark.startswith("text:") else ""
                steps[each.message.number, mark + kind].add(each.message.id)
    for (_, mark), ids in steps.items():
        if len(ids) > 1:
            yield Violation("twice", min(ids), f"{mark} in {len(ids)} messages")
    del ledger


def _lost(
    messages: Iterable[Message], log: list[VirtualMessage], texts: set[str], now: datetime
) -> Iterator[Violation]:
    for message in messages:
        if Status(message.status) not in AT_REST and message.due_at < now - SETTLED_AFTER:
            yield Violation("lost", message.id, f"{message.kind} is still {message.status}")
    for virtual in log:
        old = virtual.created_at < now - DAY
        if virtual.direction == "inbound" and old and virtual.sid not in texts:
            yield Violation("lost", virtual.sid, f"a text from a parent ({virtual.fault or 'no fault'})")
