"""Whether a person has a text already."""

from sqlmodel import Session

from backend.concerns.open_task import WISHES
from backend.concerns.queries import with_keys
from backend.inbox.models import InboundMessage
from backend.inbox.sample import sample_read_by


def is_with_person(session: Session, row: InboundMessage) -> bool:
    """Whether a concern or a task, done or not, brought it to a person."""
    if row.concern_id is not None or sample_read_by(session, row) is not None:
        return True
    keys = [f"read:{row.id}", *(f"{kind.value}:{row.id}" for kind in WISHES.values())]
    return bool(with_keys(session, keys))
