"""Two people at one concern, or a family that writes again: whoever comes second is told, and loses nothing."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.concerns.models import ConcernEvent, Kind
from backend.console.concern_steps import Telling
from backend.console.people import is_mine, people
from backend.console.reader import Reader
from backend.errors import ConflictError
from backend.protocol.pack import Pack

SETTLING = frozenset(
    {
        Kind.ACKNOWLEDGED,
        Kind.CALLED,
        Kind.LEVEL_CHANGED,
        Kind.CALL_WAIVED,
        Kind.HANDED_OVER,
        Kind.RESOLVED,
        Kind.REOPENED,
    }
)

REPORTING = SETTLING | {Kind.SAE_LINKED, Kind.SAE_DISMISSED, Kind.SAE_RESUMED}
"""What settles a serious event: it overtakes whoever would settle one too, and no other act."""


class BehindError(ConflictError):
    """Somebody else was quicker; the text is in the reader's language and says who."""

    type = "behind"


class CameInError(BehindError):
    """A word of worry came after the page was opened; nobody was quicker."""

    type = "came-in"


def refuse_behind(
    session: Session,
    events: Sequence[ConcernEvent],
    *,
    seen: int,
    reader: Reader,
    pack: Pack,
    overtaking: frozenset[Kind] = SETTLING,
) -> None:
    """Raises CameInError or BehindError if something came in, or somebody settled something, after `seen` events."""
    news = came_in(events, seen=seen)
    if news is not None:
        at = reader.moment(news.recorded_at)
        raise CameInError(
            reader.say("Something new came in (%(moment)s) after you opened this page. Read it first.", moment=at)
        )
    newer = [event for event in events[seen:] if event.kind in overtaking and not is_mine(reader, event.by)]
    if newer:
        raise BehindError(settled(session, newer, reader=reader, pack=pack, overtaking=overtaking))


def came_in(events: Sequence[ConcernEvent], *, seen: int) -> ConcernEvent | None:
    """The last word of worry after the `seen` events that a page showed."""
    return next((event for event in reversed(events[seen:]) if event.kind == Kind.SIGNAL), None)


def settled(
    session: Session,
    events: Sequence[ConcernEvent],
    *,
    reader: Reader,
    pack: Pack,
    overtaking: frozenset[Kind] = SETTLING,
) -> str:
    """The last thing that somebody settled, in words."""
    last = next((event for event in reversed(events) if event.kind in overtaking), None)
    if last is None:
        return reader.say("This no longer fits the concern as it stands.")
    known = people(session, pack, reader)
    step = Telling(reader, known).step(last)
    return reader.say("%(who)s was quicker, %(moment)s: %(what)s.", who=step.by, moment=step.at, what=step.head)
