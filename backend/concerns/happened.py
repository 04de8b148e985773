"""Events as values, in the order in which they count: a call counts from when it was made, not written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from backend.concerns.models import Kind

NEWS = frozenset({Kind.SIGNAL, Kind.LEVEL_CHANGED, Kind.REOPENED})
"""What a call that was made before it cannot have been about."""


@dataclass(frozen=True)
class Happened:
    """One event as a value. Facts are text; moments in them are ISO, in UTC."""

    nth: int
    kind: Kind
    at: datetime
    by: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def moment(self, name: str) -> datetime | None:
        """The moment kept under `name`, if there is one."""
        text = self.facts.get(name)
        return datetime.fromisoformat(text) if text else None


def as_they_count(events: Iterable[Happened]) -> list[Happened]:
    """In the order of `nth`, but each call before the first news or promise that whoever phoned cannot have known."""
    ordered: list[Happened] = []
    for event in sorted(events, key=lambda each: each.nth):
        place = _first_after(ordered, event) if event.kind is Kind.CALLED else None
        ordered.insert(len(ordered) if place is None else place, event)
    return ordered


def knows_the_news(events: Iterable[Happened], call: Happened) -> bool:
    """Whether no news came after `call` was made, or was missing on the caller's page."""
    return not any(_is_unknown_news(event, call) for event in events)


def _first_after(events: Sequence[Happened], call: Happened) -> int | None:
    """The place of the first event that this call cannot have been about."""
    return next(
        (
            place
            for place, event in enumerate(events)
            if _is_unknown_news(event, call) or _is_later_promise(event, call)
        ),
        None,
    )


def _is_unknown_news(event: Happened, call: Happened) -> bool:
    if event.kind not in NEWS:
        return False
    seen = call.facts.get("seen")
    return event.at > call.at or (seen is not None and event.nth > int(seen))


def _is_later_promise(event: Happened, call: Happened) -> bool:
    """Whoever is told that somebody will phone waits for a call to come, not for one that was made."""
    return event.kind is Kind.ANSWERED and bool(event.facts.get("promise")) and event.at > call.at
