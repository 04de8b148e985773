"""Nobody lowers or ends a concern past words of worry that they have not read."""

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import take
from backend.concerns.models import Kind
from backend.concerns.read_up_to import last_look
from backend.errors import ConflictError


class UnreadError(ConflictError):
    """A sign came in after `by` last looked."""

    type = "came-in"


def refuse_unread(session: Session, number: int, *, by: str) -> None:
    """Raises UnreadError if a sign came in since `by` last looked, or they never did; NotFoundError."""
    events = queries.events_of(session, take(session, number).id)
    news = [row for row in events[last_look(events, by=by) :] if row.kind == Kind.SIGNAL.value and row.by != by]
    if news:
        raise UnreadError(
            f"Something came in on concern {number} that you have not read: "
            f"`nuanxin concerns show {number} --by {by}`, then again."
        )
