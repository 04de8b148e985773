"""What was said just before: a question keeps its context for a while, then it stands alone."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.chat import queries
from backend.chat.models import Came, ChatTurn

AWHILE = timedelta(minutes=30)


def before(
    session: Session, *, stream: str, number_index: str, caregiver_id: str | None, now: datetime
) -> ChatTurn | None:
    """What whoever asks asked last, if that is not long ago."""
    return queries.last_turn(
        session, stream=stream, number_index=number_index, caregiver_id=caregiver_id, since=now - AWHILE
    )


def is_second_miss(last: ChatTurn | None) -> bool:
    """Whether titles were offered just now and none was chosen: asked in vain twice, a person is fetched."""
    return last is not None and last.came == Came.OFFERED.value
