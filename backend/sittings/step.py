"""One text of one sitting, with the diary as it stands then."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from backend.diary import queries
from backend.diary.consider import Desk
from backend.diary.models import Source
from backend.diary.read_answer import read_answer
from backend.diary.submission import Submission
from backend.diary.versions import given_of as as_given
from backend.diary.versions import newest
from backend.families.queries import child_by_id
from backend.protocol.items import Temperature
from backend.sittings.course import Course, given_of, told_as
from backend.sittings.find import course_of
from backend.sittings.heard import Heard
from backend.sittings.read_text import own_words
from backend.sittings.sitting import Sitting
from backend.sittings.teller import Teller, Text
from backend.sittings.told import Told


@dataclass(frozen=True)
class Step:
    """One text of one sitting, and the diary as it stands with it."""

    teller: Teller
    text: Text
    sitting: Sitting
    gave: Told
    course: Course
    desk: Desk
    until: datetime
    mends_other: bool = False
    """Whether the entry was corrected in another way than by text too."""

    @property
    def submission(self) -> Submission:
        """The entry with everything told so far; of an entry that is kept already, its correction."""
        kept = self.sitting.is_kept
        return Submission(
            id=str(uuid5(NAMESPACE_URL, f"correction:{self.text.id}")) if kept else self.sitting.id,
            instrument=self.sitting.meant.instrument,
            given=given_of(self.course.instrument, self.course.told),
            recorded_at=self.text.received_at,
            submitted_at=self.text.received_at,
            zone=self.teller.family.zone,
            version=self.course.instrument.version,
            due_on=self.sitting.meant.due_on,
            whole=not self.course.open,
            corrects=self.sitting.id if kept else "",
            reason=self.text.body if kept else "",
        )


def step_of(session: Session, teller: Teller, text: Text, sitting: Sitting, heard: Heard, until: datetime) -> Step:
    """The step that a text makes, with what it gave."""
    course = course_of(session, teller, sitting.meant, Told(), version=sitting.version, entry_id=sitting.id)
    course = replace(course, told=sitting.told(course.instrument))
    held = _held(session, sitting, course)
    course = replace(course, told=held or course.told)
    gave = _where_before(course, _with_words(course, heard))
    told = course.told.and_then(gave, course.instrument)
    course = course_of(session, teller, sitting.meant, told, version=sitting.version, entry_id=sitting.id)
    child = child_by_id(session, sitting.meant.child_id)
    desk = Desk(child, teller.family, teller.writer, teller.pack, teller.live, teller.now, may_ask=False)
    return Step(teller, text, sitting, gave, course, desk, until, mends_other=held is not None)


def _held(session: Session, sitting: Sitting, course: Course) -> Told | None:
    """What holds of a kept entry that was corrected in another way too; a text changes only its own part."""
    versions = queries.versions_of(session, [sitting.id])[sitting.id] if sitting.is_kept else ()
    if all(each.source == Source.SMS for each in versions):
        return None
    return told_as(course, as_given(newest(versions)))


def _with_words(course: Course, heard: Heard) -> Told:
    """Words that answer nothing are the family's own, for the question that takes them."""
    note = own_words(course.instrument)
    if note is None or not heard.words or not heard.gives or note in heard.told.answers:
        return heard.told
    return replace(heard.told, answers={**heard.told.answers, note: heard.words})


def _where_before(course: Course, gave: Told) -> Told:
    """A temperature that is said anew without a place was measured where it was said before."""
    answers = dict(gave.answers)
    for item in course.instrument.items:
        before = course.read.answer(item.key) if isinstance(item, Temperature) else None
        raw = answers.get(item.key)
        if isinstance(item, Temperature) and isinstance(raw, str) and before is not None and before.place:
            said, _ = read_answer(item, raw, course.known.language)
            if said is not None and said.meant is not None and not said.place:
                answers[item.key] = {"amount": raw, "place": before.place}
    return replace(gave, answers=answers)
