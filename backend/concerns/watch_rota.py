"""The look at the days ahead, daily and after each change: nobody on call is told long before it matters."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.concerns import queries
from backend.concerns.models import TaskKind, TaskState
from backend.concerns.open_task import open_task
from backend.concerns.page import text_contact
from backend.concerns.rota import gaps
from backend.languages import day
from backend.protocol.pack import Pack


def watch_rota(session: Session, *, pack: Pack, live: bool, now: datetime) -> int:
    """Open a task for each day ahead with a gap and page the administrator about the first; how many such days.

    One that somebody has done while the gap is still there, or is there again, is opened anew, at most once a day.

    A pack with nobody at all (the register gives no one) has one task.
    """
    contact = pack.study.contact
    if not contact.rota:
        return int(_task(session, "rota-gap:nobody", "", now))
    moments = gaps(pack, queries.rota_facts(session), since=now)
    days = sorted({moment.astimezone(pack.study.zone_info).date() for moment in moments})
    for on in days:
        _task(session, f"rota-gap:{on}", on.isoformat(), now)
    if days and contact.administrator is not None:
        text_contact(
            session,
            contact.administrator,
            "page-rota-gap",
            {"day": day(days[0], contact.administrator.language)},
            key=f"page-rota-gap:{now.date()}:{days[0]}",
            stream=STUDY,
            pack=pack,
            live=live,
            now=now,
        )
    return len(days)


def _task(session: Session, key: str, on: str, now: datetime) -> bool:
    facts = {"day": on} if on else {}
    before = queries.by_key(session, key)
    if before is not None and before.state == TaskState.DONE.value:
        key = f"{key}:{now.date()}"
    made = open_task(session, kind=TaskKind.ROTA_GAP, stream=STUDY, dedup_key=key, due_by=now, facts=facts, now=now)
    return made is not None
