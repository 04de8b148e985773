"""Taking back a reminder that became untrue before it was sent, in the transaction of what made it so.

What a joint text said of other diaries is decided again at once.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from backend.diary.turn_queries import look_at, look_at_all, nudge_again
from backend.diary.windows import Key
from backend.outbox.cancel import cancel, cancel_about
from backend.outbox.models import Message
from backend.outbox.queries import pending_of_kinds
from backend.schedule.happen import subject

NUDGE, TOGETHER = "diary-nudge", "diary-together"
FILLED, EXCUSED, MOVED, HOUR = "diary-filled", "diary-excused", "diary-moved", "diary-hour-changed"


def window_mark(child_id: str, key: Key) -> str:
    """The mark by which reminders of a window are found again; its last part is what a digit under them names."""
    instrument, due_on = key
    return f"diary:{child_id}/{instrument}/{due_on.isoformat()}"


def take_back(
    session: Session, child_id: str, family_id: str, keys: Iterable[Key] | None = None, *, reason: str, now: datetime
) -> None:
    """Cancel what waits about these windows of the child, or about all its windows."""
    marks = [f"diary:{child_id}/"] if keys is None else [window_mark(child_id, key) for key in keys]
    taken = [
        row
        for mark in marks
        for row in cancel_about(session, subject=subject(child_id), about=mark, reason=reason, now=now)
    ]
    if keys is None or any(len(_windows(row)) > 1 for row in taken):
        look_at(session, family_id, again=bool(taken), now=now)


def take_back_all(session: Session, *, reason: str, now: datetime) -> None:
    """Cancel every reminder that waits, whosesoever: every family is looked at again."""
    rows = pending_of_kinds(session, (NUDGE, TOGETHER))
    for row in rows:
        cancel(session, row, reason=reason, now=now)
    families = {each.removeprefix("family:") for row in rows for each in row.subjects if each.startswith("family:")}
    look_at_all(session, now=now)
    nudge_again(session, families)


def _windows(row: Message) -> list[str]:
    return [mark for mark in row.about if mark.startswith("diary:")]
