"""How much of a concern somebody was shown, where no page says it: up to what others added since they last looked."""

from collections.abc import Sequence

from backend.concerns.happened import NEWS
from backend.concerns.models import ConcernEvent, Kind


def last_look(events: Sequence[ConcernEvent], *, by: str) -> int:
    """The last event that `by` looked at, by its number; 0 if they never looked."""
    return max((row.nth for row in events if row.kind == Kind.VIEWED.value and row.by == by), default=0)


def read_up_to(events: Sequence[ConcernEvent], *, by: str) -> int:
    """How many events `by` knows of: all before the first news of somebody else's that came after their last look."""
    since = events[last_look(events, by=by) :]
    return next((row.nth - 1 for row in since if Kind(row.kind) in NEWS and row.by != by), len(events))
