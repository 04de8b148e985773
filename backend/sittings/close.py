"""Diaries by text that were not finished in time: what was said is kept as a part, and a person reads it."""

from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.concerns.append import lock
from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by
from backend.db import reading, transaction
from backend.diary.consider import Desk
from backend.diary.models import Source
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission, Writer
from backend.diary.window_queries import placed, windows_in_force
from backend.families import queries as families
from backend.families.phone_queries import phone_by_id
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.sittings import queries
from backend.sittings.ask import summary
from backend.sittings.course import Course, given_of
from backend.sittings.find import course_of
from backend.sittings.hand_over import facts_of
from backend.sittings.models import Came
from backend.sittings.sitting import Sitting, sitting_of
from backend.sittings.teller import Teller, Text
from backend.sittings.told import Told
from backend.sittings.write_down import write_down


def close_sittings(engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50) -> int:
    """Close those that ran out of time; how many there were."""
    with reading(engine) as session:
        left = queries.left_open(session, now=clock.now(), limit=limit)
    for identity in left:
        with transaction(engine) as session:
            close(session, identity, pack=pack, live=live, now=clock.now())
    return len(left)


def close(session: Session, identity: str, *, pack: Pack, live: bool, now: datetime) -> None:
    """Keep what one sitting said; nothing is asserted that was not told."""
    first = queries.texts_of(session, identity)[0]
    child = families.child_by_id(session, first.child_id)
    family = families.family_by_id(session, child.family_id)
    lock(session, family.code)
    sitting = sitting_of(queries.texts_of(session, identity))
    if sitting.is_over:
        return
    language = Language(sitting.texts[-1].language)
    writer = Writer(f"phone:{first.phone_id}", Source.SMS, language)
    phone = phone_by_id(session, first.phone_id)
    teller = Teller(phone, family, writer, language, pack, live, now)
    desk = Desk(child, family, writer, pack, live, now, may_ask=False)
    came = _keep_part(session, teller, desk, sitting)
    last = sitting.texts[-1]
    text = Text(str(uuid5(NAMESPACE_URL, f"close:{identity}")), "", now)
    write_down(session, teller, text, sitting, Told(), (), came, until=last.open_until)


def _keep_part(session: Session, teller: Teller, desk: Desk, sitting: Sitting) -> Came:
    course = course_of(session, teller, sitting.meant, Told(), version=sitting.version, entry_id=sitting.id)
    course = replace(course, told=sitting.told(course.instrument))
    if not course.told.says_something or _is_filled(session, sitting):
        return Came.SUPERSEDED
    said = [text for text in sitting.texts if text.gave != Told().stored()]
    part = _without_wrong(course)
    submission = Submission(
        id=sitting.id,
        instrument=sitting.meant.instrument,
        given=given_of(course.instrument, part),
        recorded_at=said[-1].received_at,
        submitted_at=said[-1].received_at,
        zone=teller.family.zone,
        version=course.instrument.version,
        due_on=sitting.meant.due_on,
        whole=False,
    )
    record_entry(session, desk, submission)
    open_task(
        session,
        kind=TaskKind.READ_ENTRY,
        stream=teller.family.code,
        dedup_key=f"{TaskKind.READ_ENTRY.value}:{sitting.id}:unfinished",
        due_by=read_by(teller.now, pack=teller.pack),
        child_code=desk.child.code,
        facts=facts_of(sitting, "unfinished-by-text") | {"open": " ".join(course.open)},
        words="\n".join(filter(None, (summary(course, teller.language), *_not_understood(course)))) or None,
        now=teller.now,
    )
    return Came.PARTIAL


def _is_filled(session: Session, sitting: Sitting) -> bool:
    """Whether the day has an entry that came another way."""
    child_id = sitting.meant.child_id
    window = windows_in_force(session, child_id).get((sitting.meant.instrument, sitting.meant.due_on))
    return window is not None and window.id_for(child_id) in placed(session, child_id)


def _without_wrong(course: Course) -> Told:
    """What was told, without answers that cannot be taken: those stand in the task's words alone."""
    wrong = {each.item for each in course.read.problems}
    return replace(course.told, answers={key: raw for key, raw in course.told.answers.items() if key not in wrong})


def _not_understood(course: Course) -> list[str]:
    """Answers as they were typed that could not be taken."""
    wrong = {each.item for each in course.to_mend}
    return [f"{key}: {raw}" for key, raw in course.told.answers.items() if key in wrong]
