"""A number turned out to be a stranger's: nothing more goes there, and a person looks for the right one."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by
from backend.families.confirm_phone import report_wrong_number
from backend.families.models import Phone
from backend.protocol.pack import Pack


def give_up_phone(
    session: Session, phone: Phone, *, stream: str, mark: str, note: str = "", by: str, pack: Pack, now: datetime
) -> bool:
    """Report it wrong and have the right number found, once per `mark`; False if it was known to be wrong."""
    news = report_wrong_number(session, phone=phone, by=by, note=note, now=now)
    open_task(
        session,
        kind=TaskKind.WRONG_NUMBER,
        stream=stream,
        dedup_key=f"{TaskKind.WRONG_NUMBER.value}:{mark}",
        due_by=read_by(now, pack=pack),
        facts={"phone": phone.id},
        now=now,
    )
    return news
