"""What a row says beneath a concern: what did not reach the family, what was missed, what comes next."""

from collections.abc import Iterator, Sequence

from backend.concerns.models import Concern, ConcernEvent, Kind, Source, State
from backend.concerns.shown import SCREEN
from backend.concerns.standing import Standing
from backend.console.concern_steps import is_mourning_told, not_answered, was_told
from backend.console.concern_words import level_words
from backend.console.reader import Reader
from backend.languages import marked
from backend.triage.understanding import Urgency

MISSED = marked("A promised call did not come. The family was told where to go.")
MISSED_IN_MOURNING = marked("A promised call did not come. The family was told that we are sorry.")
MISSED_UNTOLD = marked("A promised call did not come, and the family could not be told.")
CAME_LATE = marked("A promised call came late.")
REPORT_DUE = marked(
    "The concern is closed, but the time to report the event runs on: link the report, or say why none is due."
)


def whys(
    reader: Reader, concern: Concern, stands: Standing, events: Sequence[ConcernEvent], *, paging: bool
) -> list[str]:
    """The sentences, what must be acted on first. `paging`: the next person is paged unless somebody takes it up."""
    if concern.state == State.RESOLVED.value:
        return [reader.say(REPORT_DUE)] if stands.unreported else []
    lines = [*_silent(reader, events), *_missed(reader, events)]
    if paging and (stands.waits or stands.level is not Urgency.ROUTINE):
        lines.append(reader.say("If nobody takes it up, the next person is paged."))
    return [*lines, *_doubted(reader, concern, events)]


def _silent(reader: Reader, events: Sequence[ConcernEvent]) -> Iterator[str]:
    """That the last answer did not go out: then only a call tells the family anything."""
    answers = [event for event in events if event.kind == Kind.ANSWERED.value and not event.facts.get(SCREEN)]
    why = not_answered(reader, answers[-1]) if answers else ""
    if why:
        yield reader.say("%(why)s. Phone them.", why=why)


def _missed(reader: Reader, events: Sequence[ConcernEvent]) -> Iterator[str]:
    """That the last call that was missed has not come, or came late; nothing if it was only written down late."""
    place = max(
        (place for place, event in enumerate(events) if event.kind == Kind.PROMISE_MISSED.value), default=None
    )
    if place is None:
        return
    missed, since = events[place], events[place + 1 :]
    calls = [event for event in since if event.kind == Kind.CALLED.value and event.facts.get("reached") == "yes"]
    if not calls:
        told = MISSED_IN_MOURNING if is_mourning_told(missed) else MISSED
        yield reader.say(told if was_told(missed) else MISSED_UNTOLD)
    elif all(event.happened_at > missed.happened_at for event in calls):
        yield reader.say(CAME_LATE)


def _doubted(reader: Reader, concern: Concern, events: Sequence[ConcernEvent]) -> Iterator[str]:
    """That only a second reading found it so urgent, so that nobody looks for the sign in vain."""
    raised = [event for event in events if event.kind in (Kind.SIGNAL.value, Kind.LEVEL_CHANGED.value)]
    again = [event for event in raised if event.facts.get("source") == Source.MODEL.value]
    others = [Urgency(event.facts["level"]) for event in raised if event not in again]
    level = Urgency(concern.level)
    lists = max(others, key=lambda each: each.rank, default=level)
    if again and lists.rank < level.rank:
        said, less = level_words(reader, level.value), level_words(reader, lists.value)
        yield reader.say("Only a second reading finds it %(level)s; the lists say %(lists)s.", level=said, lists=less)
