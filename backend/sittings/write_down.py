"""Keeping what one text gave to a diary, once."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.sittings.models import Came, DiaryText
from backend.sittings.sitting import Sitting
from backend.sittings.teller import Teller, Text
from backend.sittings.told import Told


def write_down(
    session: Session,
    teller: Teller,
    text: Text,
    sitting: Sitting,
    gave: Told,
    asked: Sequence[str],
    came: Came,
    *,
    until: datetime,
) -> DiaryText:
    """Append it. `asked` are the steps that the next text answers."""
    row = DiaryText(
        id=text.id,
        sitting_id=sitting.id,
        phone_id=teller.phone.id,
        child_id=sitting.meant.child_id,
        instrument=sitting.meant.instrument,
        instrument_version=sitting.version,
        due_on=sitting.meant.due_on,
        open_until=until,
        language=teller.language.value,
        gave=gave.stored(),
        asked=list(asked),
        mark=text.mark,
        came=came.value,
        received_at=text.received_at,
        recorded_at=teller.now,
    )
    session.add(row)
    session.flush()
    return row
