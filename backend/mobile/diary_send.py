"""Sending a filled-in diary from the family page: an entry, or a correction of one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from backend.db import reading, transaction
from backend.diary.consider import Desk
from backend.diary.correct_entry import correct_entry
from backend.diary.know import known_of
from backend.diary.known import Known
from backend.diary.models import Source
from backend.diary.offer import form_of, offered
from backend.diary.outcome import Recorded
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission, caregiver_writes
from backend.errors import NotFoundError
from backend.families.models import Child
from backend.mobile.diary_draft import Draft
from backend.mobile.diary_steps import Course
from backend.mobile.my_children import my_child
from backend.mobile.page_reader import FamilyReader
from backend.protocol.instruments import Instrument


@dataclass(frozen=True)
class Page:
    """Whoever fills in a diary, on this server. `send_now` sends what a worry owes at once, after the commit."""

    engine: Engine
    reader: FamilyReader
    live: bool
    send_now: Callable[[], int]


def send(page: Page, child_id: str, submission: Submission, *, may_ask: bool = True) -> Recorded:
    """Keep it, and have what it owes sent. Raises NotFoundError for another family's child, and for no such diary."""
    reader = page.reader
    me = reader.signed_in
    with transaction(page.engine) as session:
        desk = Desk(
            child=my_child(session, me, child_id),
            family=me.family,
            writer=caregiver_writes(session, me.caregiver, me.family, Source.PAGE, language=reader.language),
            pack=reader.pack,
            live=page.live,
            now=reader.now,
            may_ask=may_ask,
        )
        keep = correct_entry if submission.corrects else record_entry
        recorded = keep(session, desk, submission)
    page.send_now()
    return recorded


def course_of_draft(page: Page, child_id: str, key: str, draft: Draft) -> tuple[Child, Course]:
    """The draft read as far as it goes, in the version it was begun in; in today's where that was never given out.

    Raises NotFoundError.
    """
    with reading(page.engine) as session:
        child = my_child(session, page.reader.signed_in, child_id)
        instruments = offered(page.reader.pack, live=page.live)
        form = form_of(session, instruments, key, draft.version) or instruments.get(key)
        if form is None:
            raise NotFoundError("There is no such diary.")
        known = _known(session, page, child, form, draft)
    kept = draft if draft.version == form.version else draft.but(version=form.version)
    return child, Course(form, kept, known)


def instrument_of_page(page: Page, key: str) -> Instrument:
    """The diary as it stands. Raises NotFoundError."""
    found = offered(page.reader.pack, live=page.live).get(key)
    if found is None:
        raise NotFoundError("There is no such diary.")
    return found


def _known(session: Session, page: Page, child: Child, form: Instrument, draft: Draft) -> Known:
    reader = page.reader
    family = reader.signed_in.family
    submission = draft.submission(form, zone=family.zone, now=reader.now)
    at = min(submission.recorded_at, reader.now)
    return known_of(session, child, family, submission, form, at=at, language=reader.language, pack=reader.pack)


def ready(course: Course, *, now: datetime) -> Course:
    """As it is shown for sending: written now."""
    return replace(course, draft=course.draft.but(written_at=now))


def day_of(text: str) -> date | None:
    """A day as an address names it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
