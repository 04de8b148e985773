"""A diary told on the phone: the virtual coordinator writes it down, as staff do."""

from datetime import datetime

from sqlalchemy import Engine

from backend.db import transaction
from backend.diary.answers import Given
from backend.diary.submission import Submission
from backend.diary.transcribe import Call, transcribe
from backend.families import queries as families
from backend.protocol.pack import Pack
from backend.simulation.contacts import COORDINATOR
from backend.simulation.diary_book import Answered, Writing


def tell_by_phone(engine: Engine, pack: Pack, writing: Writing, *, live: bool, now: datetime) -> Answered:
    """The coordinator writes down what a family tells on the phone."""
    submission = Submission(
        id=writing.id,
        instrument=writing.instrument,
        given=Given(dict(writing.answers), writing.usual),
        recorded_at=writing.recorded_at,
        submitted_at=now,
        zone=writing.zone,
        version=writing.version,
        due_on=writing.due_on,
        corrects=writing.corrects,
        reason=writing.reason,
    )
    with transaction(engine) as session:
        child = families.child_by_id(session, writing.child_id)
        call = Call(child, families.family_by_id(session, child.family_id), COORDINATOR, asked_already=True)
        recorded = transcribe(session, call, submission, pack=pack, live=live, now=now)
    return Answered(recorded.outcome.value, advised=recorded.advice is not None)
