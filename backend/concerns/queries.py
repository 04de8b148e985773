"""All SQL about concerns, the rota and tasks."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from backend.concerns.models import (
    Concern,
    ConcernEvent,
    ContactTest,
    Kind,
    RotaFact,
    State,
    Task,
    TaskEvent,
    TaskKind,
    TaskState,
)
from backend.db import UTCDateTime
from backend.families.models import Family

# Built once: building a statement costs more than running it.
_BY_KEY = select(Task).where(Task.dedup_key == bindparam("key"))
_BY_NUMBER = (
    select(Task).where(Task.number == bindparam("number")).with_for_update().execution_options(populate_existing=True)
)
_LAST_NUMBER = select(func.max(Task.number))
_LAST_CONCERN = select(func.max(Concern.number))
_EVENTS = select(ConcernEvent).where(ConcernEvent.concern_id == bindparam("concern")).order_by(col(ConcernEvent.nth))
_DUE = (
    select(Concern.id)
    .where(col(Concern.next_at) <= bindparam("now", type_=UTCDateTime()))
    .order_by(col(Concern.next_at), col(Concern.id))
    .limit(bindparam("limit"))
)

_UNRESOLVED = col(Concern.state) != State.RESOLVED.value


def by_key(session: Session, dedup_key: str) -> Task | None:
    return session.exec(_BY_KEY, params={"key": dedup_key}).first()


def with_keys(session: Session, dedup_keys: Collection[str]) -> list[Task]:
    """The tasks of these keys, the most pressing first."""
    mine = select(Task).where(col(Task.dedup_key).in_(dedup_keys))
    return list(session.exec(mine.order_by(col(Task.due_by), col(Task.number))).all())


def open_beginning(session: Session, dedup_key: str) -> list[Task]:
    """Open tasks whose key begins so, in the order they came."""
    mine = col(Task.dedup_key).startswith(dedup_key, autoescape=True)
    return list(session.exec(select(Task).where(mine, Task.state == TaskState.OPEN.value).order_by(col(Task.number))))


def by_number(session: Session, number: int) -> Task | None:
    return session.exec(_BY_NUMBER, params={"number": number}).first()


def phone_in_question(session: Session, number: int) -> str:
    """The id of the phone whose owner a task asks about; empty for any other task."""
    mine = select(Task.facts).where(Task.number == number, Task.kind == TaskKind.CONFIRM_PHONE.value)
    facts = session.exec(mine).first()
    return str(facts.get("phone", "")) if facts else ""


def next_number(session: Session) -> int:
    return (session.exec(_LAST_NUMBER).one() or 0) + 1


def open_tasks(session: Session, *, stream: str | None = None) -> list[Task]:
    """What is open, the most pressing first."""
    query = select(Task).where(Task.state == TaskState.OPEN.value)
    if stream is not None:
        query = query.where(Task.stream == stream)
    return list(session.exec(query.order_by(col(Task.due_by), col(Task.number))).all())


def open_tasks_at(session: Session, site: str) -> list[Task]:
    """What is open about a site's families, or about no family, the most pressing first."""
    query = select(Task).where(Task.state == TaskState.OPEN.value, _here(site))
    return list(session.exec(query.order_by(col(Task.due_by), col(Task.number))).all())


def count_to_do(session: Session, site: str, *, now: datetime) -> int:
    """How many open tasks a site has that are not put off."""
    query = select(func.count()).select_from(Task).where(Task.state == TaskState.OPEN.value)
    query = query.where(col(Task.put_off_until).is_(None) | (col(Task.put_off_until) <= now))
    return session.exec(query.where(_here(site))).one()


def _here(site: str) -> ColumnElement[bool]:
    """Not about a family of another site. Asked task by task: there are few of them, and many families."""
    return ~exists().where(col(Family.code) == col(Task.stream), col(Family.site) != site)


def task_at(session: Session, number: int, site: str) -> Task | None:
    """The task of that number, unless it is about a family of another site."""
    query = select(Task).where(Task.number == number, _here(site))
    return session.exec(query.execution_options(populate_existing=True)).first()


def done_since(session: Session, site: str, *, since: datetime, limit: int) -> list[Task]:
    """What was done since then about a site's families, or about no family, the latest first."""
    query = select(Task).where(Task.state == TaskState.DONE.value, col(Task.done_at) >= since, _here(site))
    return list(session.exec(query.order_by(col(Task.done_at).desc(), col(Task.number)).limit(limit)).all())


def task_event_count(session: Session, task_id: str) -> int:
    """How many things were done about a task."""
    return session.exec(select(func.count()).select_from(TaskEvent).where(TaskEvent.task_id == task_id)).one()


def task_events_of_many(session: Session, task_ids: Collection[str]) -> dict[str, list[TaskEvent]]:
    """What was done about each of these tasks, in order."""
    found: dict[str, list[TaskEvent]] = {each: [] for each in task_ids}
    query = select(TaskEvent).where(col(TaskEvent.task_id).in_(list(task_ids)))
    for row in session.exec(query.order_by(col(TaskEvent.nth))):
        found[row.task_id].append(row)
    return found


def latest_tasks(session: Session, *, stream: str, limit: int) -> list[Task]:
    """A family's tasks, done ones too, the newest first."""
    query = select(Task).where(Task.stream == stream).order_by(col(Task.number).desc())
    return list(session.exec(query.limit(limit)).all())


def tasks_of(session: Session, *, stream: str, kind: TaskKind) -> list[Task]:
    """A family's tasks of a kind, done ones too, in order."""
    query = select(Task).where(Task.stream == stream, Task.kind == kind.value)
    return list(session.exec(query.order_by(col(Task.number))).all())


def all_tasks(session: Session) -> list[Task]:
    return list(session.exec(select(Task).order_by(col(Task.number))).all())


def concern_number(session: Session, number: int) -> Concern | None:
    """The concern of that number as it stands now."""
    query = select(Concern).where(Concern.number == number).execution_options(populate_existing=True)
    return session.exec(query).first()


def is_at(session: Session, number: int, site: str) -> bool:
    """Whether there is a concern of that number, of a site's family or of an unknown phone."""
    return session.exec(_at(site, select(Concern).where(Concern.number == number))).first() is not None


def concern_with_id(session: Session, concern_id: str) -> Concern | None:
    """The concern as it stands now."""
    return session.get(Concern, concern_id, populate_existing=True)


def next_concern_number(session: Session) -> int:
    return (session.exec(_LAST_CONCERN).one() or 0) + 1


def event_with_id(session: Session, event_id: str) -> ConcernEvent | None:
    return session.get(ConcernEvent, event_id)


def events_of(session: Session, concern_id: str) -> list[ConcernEvent]:
    """What happened to a concern, in order."""
    return list(session.exec(_EVENTS, params={"concern": concern_id}).all())


def events_of_many(session: Session, concern_ids: Collection[str]) -> dict[str, list[ConcernEvent]]:
    """What happened to each of these concerns, in order."""
    found: dict[str, list[ConcernEvent]] = {each: [] for each in concern_ids}
    query = select(ConcernEvent).where(col(ConcernEvent.concern_id).in_(list(concern_ids)))
    for row in session.exec(query.order_by(col(ConcernEvent.nth))):
        found[row.concern_id].append(row)
    return found


def unresolved_of(session: Session, *, family_id: str | None, sender_index: str | None) -> list[Concern]:
    """A family's, or an unknown phone's, concerns that are not resolved, the latest signal first."""
    query = select(Concern).where(_UNRESOLVED)
    if family_id is not None:
        query = query.where(Concern.family_id == family_id)
    else:
        query = query.where(Concern.sender_index == sender_index, col(Concern.family_id).is_(None))
    query = query.order_by(col(Concern.last_signal_at).desc(), col(Concern.number).desc())
    return list(session.exec(query.execution_options(populate_existing=True)).all())


def unresolved(session: Session, *, site: str | None = None) -> list[Concern]:
    """Every concern (of a site's families, and of unknown phones) not resolved, the most pressing first."""
    return sorted(session.exec(_at(site, select(Concern).where(_UNRESOLVED))).all(), key=_pressing)


def unfinished(session: Session, *, site: str | None = None) -> list[Concern]:
    """Those, and after them what is resolved and has a serious event whose report is not linked yet."""
    rows = session.exec(_at(site, select(Concern).where(_UNRESOLVED | col(Concern.sae)))).all()
    return sorted(rows, key=lambda row: (row.state == State.RESOLVED.value, *_pressing(row)))


def _pressing(row: Concern) -> tuple[int, datetime, int]:
    levels = ("emergency", "urgent", "routine", "none")
    return levels.index(row.level), row.due_by or row.opened_at, row.number


def all_concerns(session: Session, *, site: str | None = None) -> list[Concern]:
    """Every concern there ever was (of a site's families, and of unknown phones), in order."""
    return list(session.exec(_at(site, select(Concern).order_by(col(Concern.number)))).all())


def _at(site: str | None, query: SelectOfScalar[Concern]) -> SelectOfScalar[Concern]:
    if site is None:
        return query
    return query.where(~exists().where(col(Family.id) == col(Concern.family_id), col(Family.site) != site))


def concerns_of(session: Session, stream: str) -> list[Concern]:
    """A family's concerns, the newest first."""
    query = select(Concern).where(Concern.stream == stream)
    return list(session.exec(query.order_by(col(Concern.number).desc())).all())


def due_concerns(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Ids of concerns whose next step is due."""
    return list(session.exec(_DUE, params={"now": now, "limit": limit}).all())


def next_due_at(session: Session) -> datetime | None:
    """When the next step of any concern is due."""
    return session.exec(select(func.min(Concern.next_at))).one()


def answered_with(session: Session, *, stream: str, message_id: str) -> Concern | None:
    """The concern whose family was told something by this message."""
    rows = session.exec(
        select(Concern, ConcernEvent)
        .join(ConcernEvent, col(ConcernEvent.concern_id) == col(Concern.id))
        .where(Concern.stream == stream, col(ConcernEvent.kind).in_([Kind.ANSWERED.value, Kind.PROMISE_MISSED.value]))
    ).all()
    return next((concern for concern, event in rows if message_id in event.facts.get("messages", "")), None)


def rota_facts(session: Session) -> list[RotaFact]:
    """How the rota differs from the pack's, as recorded."""
    return list(session.exec(select(RotaFact).order_by(col(RotaFact.recorded_at), col(RotaFact.id))).all())


def contact_tests(session: Session) -> list[ContactTest]:
    """Every test page and every proof, as they came."""
    return list(
        session.exec(
            select(ContactTest).order_by(col(ContactTest.at), col(ContactTest.way), col(ContactTest.id))
        ).all()
    )
