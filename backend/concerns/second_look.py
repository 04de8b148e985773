"""What every second look of a model has in common: how it is asked, how young a text must be, one stumble a time."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog

from backend.triage.understand import Context
from backend.triage.understanding import Understanding

log = structlog.get_logger()
Reconsider = Callable[[str, Understanding, Context], Understanding]
YOUNG = timedelta(hours=1)
"""Older words have been read by a person, or are on their list; a model come late does not page about those."""
LATEST = timedelta(days=3)
"""How long after it was processed a text that no person has is looked at: an outage may last a weekend."""


def look_at_each(ids: Iterable[str], look: Callable[[str], object]) -> int:
    """Look at each; how many went well. One the model stumbles over does not hold up the others."""
    looked = 0
    for each in ids:
        try:
            look(each)
        except Exception:
            log.exception("second-look-failed", what=each)
        else:
            looked += 1
    return looked
