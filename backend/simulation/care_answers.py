"""Every worry has a concern at its level or higher and an answer at once; what only looks like one has neither."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from backend.concerns.models import ConcernEvent, Kind
from backend.concerns.what_to_say import STILL_HOLDS
from backend.emulator.messages import VirtualMessage
from backend.inbox.models import InboundMessage
from backend.outbox.models import Message, Scope
from backend.protocol.pack import Pack
from backend.simulation.care_records import SLACK, Records, is_day
from backend.simulation.violation import Violation
from backend.simulation.worries import read_worries
from backend.triage.understanding import Urgency


def heard(records: Records, pack: Pack, log: Iterable[VirtualMessage], *, now: datetime) -> Iterator[Violation]:
    """Each text that deserved a concern, or an answer, and has none; each that has one and deserved none."""
    worries = read_worries(pack.root)
    signals: defaultdict[str, Urgency] = defaultdict(lambda: Urgency.NONE)
    of_text: dict[str, str] = {}
    for concern, events in records.events.items():
        for event in events:
            if event.kind == Kind.SIGNAL.value:
                reference = event.facts.get("reference", "")
                signals[reference] = Urgency(event.facts["level"])
                of_text[reference] = concern
    for virtual in log:
        level = worries.truth.get(virtual.body) if virtual.direction == "inbound" else None
        text = records.texts.get(virtual.sid)
        if level is None or text is None or text.received_at > now - SLACK:
            continue
        raised = signals[text.id]
        if level is Urgency.NONE:
            if raised is not Urgency.NONE:
                yield Violation("raised for nothing", text.id, f"{raised}: {virtual.body}")
        elif raised.rank < level.rank:
            yield Violation("worry without its concern", text.id, f"{raised}, not {level}: {virtual.body}")
        else:
            yield from _answered(records, text, level, of_text[text.id], pack)


def _answered(
    records: Records, text: InboundMessage, level: Urgency, concern: str, pack: Pack
) -> Iterator[Violation]:
    if records.ledger.silences(Scope.NUMBER, text.number_index, text.received_at + SLACK):
        return  # the phone has said STOP: a person is paged with "cannot text"
    mine = [row for row in records.messages if row.number_index == text.number_index]
    safety = [row for row in mine if row.message_class == "safety" and row.kind.startswith("safety-")]
    at_once = [row for row in safety if text.received_at <= row.created_at <= text.received_at + SLACK]
    if not at_once and not _holds(records, text, level, concern, safety, pack):
        yield Violation("worry without an answer at once", text.id, level)
    if at_once and level is Urgency.EMERGENCY:
        answer = min(row.created_at for row in at_once)
        if any(row.message_class == "reply" and text.received_at <= row.created_at < answer for row in mine):
            yield Violation("answered with something else first", text.id, level)


def _holds(
    records: Records, text: InboundMessage, level: Urgency, concern: str, safety: Sequence[Message], pack: Pack
) -> bool:
    """Whether an earlier answer of this episode still holds: nobody has phoned since, at night it was one of a night.

    An emergency is answered every time.
    """
    if level is Urgency.EMERGENCY:
        return False
    known = [event for event in records.events[concern] if event.recorded_at <= text.received_at]
    settled = max((event.happened_at for event in known if _ends_an_answer(event)), default=None)
    kind = f"safety-{level.value}"
    if level is Urgency.URGENT and not any(is_day(at, pack) for at in (text.received_at, text.received_at + SLACK)):
        kind += "-night"
    before = [row for row in safety if f"concern:{concern}" in row.about and row.created_at < text.received_at]
    holding = [row for row in before if row.kind.startswith(kind) or row.kind == STILL_HOLDS]
    return any(settled is None or row.created_at > settled for row in holding)


def _ends_an_answer(event: ConcernEvent) -> bool:
    reached = event.kind == Kind.CALLED.value and event.facts.get("reached") == "yes"
    return reached or event.kind in (Kind.PROMISE_MISSED.value, Kind.REOPENED.value)
