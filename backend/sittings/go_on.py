"""One step of a sitting: the answers so far are read as an entry, and kept, corrected, asked on or handed over."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from backend.concerns.answer_family import FIRST_ANSWER
from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by, read_by_words
from backend.diary.consider import Desk, consider
from backend.diary.correct_entry import correct_entry
from backend.diary.outcome import Recorded
from backend.diary.read_answer import read_answer
from backend.diary.record_entry import begin, record_entry
from backend.diary.submission import Submission
from backend.diary.thanks import thanks
from backend.families.queries import child_by_id
from backend.languages import day
from backend.outbox.queries import safety_kinds_at
from backend.protocol.items import Temperature
from backend.schedule.happen import subject
from backend.sittings.ask import questions, summary, together
from backend.sittings.course import DIFFERS, Course, given_of
from backend.sittings.find import course_of
from backend.sittings.heard import Heard
from backend.sittings.models import Came
from backend.sittings.read_text import own_words
from backend.sittings.sitting import Sitting
from backend.sittings.teller import Teller, Text, Turn
from backend.sittings.told import Told
from backend.sittings.write_down import write_down


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


def go_on(session: Session, teller: Teller, text: Text, sitting: Sitting, heard: Heard, *, until: datetime) -> Turn:
    """Keep what the text gave and say what comes next. A worry in the answers is raised and answered here."""
    step = _step(session, teller, text, sitting, heard, until)
    if step.course.open and not sitting.is_kept:
        begin(session, step.desk)
        consider(session, step.desk, replace(step.submission, whole=False))
    if step.course.open and told_emergency(session, teller):
        return _say_nothing(session, step)
    if not step.course.open and not sitting.is_kept:
        return _keep(session, step)
    unclear = bool(heard.unclear or step.course.to_mend) or not heard.gives
    stuck = step.course.open[:1] == (DIFFERS,) == sitting.asked
    if sitting.is_kept and not unclear and not step.course.read.problems:
        return _correct(session, step)
    if (unclear or stuck) and sitting.asked_again:
        return hand_over(session, step)
    return _ask(session, step, again=unclear or stuck, sorry=unclear)


def _step(session: Session, teller: Teller, text: Text, sitting: Sitting, heard: Heard, until: datetime) -> Step:
    course = course_of(session, teller, sitting.meant, Told(), version=sitting.version, entry_id=sitting.id)
    course = replace(course, told=sitting.told(course.instrument))
    gave = _where_before(course, _with_words(course, heard))
    told = sitting.told(course.instrument).and_then(gave, course.instrument)
    course = course_of(session, teller, sitting.meant, told, version=sitting.version, entry_id=sitting.id)
    child = child_by_id(session, sitting.meant.child_id)
    desk = Desk(child, teller.family, teller.writer, teller.pack, teller.live, teller.now, may_ask=False)
    return Step(teller, text, sitting, gave, course, desk, until)


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


def _ask(session: Session, step: Step, *, again: bool, sorry: bool) -> Turn:
    language = step.teller.language
    asked = together(step.course, language, one=again) or step.sitting.asked
    came = Came.ASKED_AGAIN if again else Came.ASKED
    write_down(session, step.teller, step.text, step.sitting, step.gave, asked, came, until=step.until)
    values = {"questions": questions(step.course, asked, language)}
    return Turn(came, "diary-again" if sorry else "diary-next", values, subjects=_subjects(step))


def told_emergency(session: Session, teller: Teller) -> bool:
    """Whether this very text has been answered as an emergency, for its words or for its answers."""
    kinds = safety_kinds_at(session, number_index=teller.phone.number_index, at=teller.now)
    return any(kind.startswith(FIRST_ANSWER) for kind in kinds)


def _say_nothing(session: Session, step: Step) -> Turn:
    """The safety answer stands alone; what was asked before it is still asked."""
    asked = [each for each in step.sitting.asked if each in step.course.open] or step.course.open[:1]
    write_down(session, step.teller, step.text, step.sitting, step.gave, asked, Came.SILENT, until=step.until)
    return Turn(Came.SILENT)


def _keep(session: Session, step: Step) -> Turn:
    recorded = record_entry(session, step.desk, step.submission)
    if not recorded.is_kept:
        return hand_over(session, step)
    write_down(session, step.teller, step.text, step.sitting, step.gave, (), Came.KEPT, until=step.until)
    values = _values(step) | {"thanks": _thanks(step, recorded)}
    return Turn(Came.KEPT, "diary-thanks", values, subjects=_subjects(step))


def _thanks(step: Step, recorded: Recorded) -> str:
    return thanks(recorded, step.teller.family, step.teller.language, step.teller.pack)


def _correct(session: Session, step: Step) -> Turn:
    recorded = correct_entry(session, step.desk, step.submission)
    if not recorded.is_kept:
        return hand_over(session, step)
    language = step.teller.language
    asked = together(step.course, language)
    write_down(session, step.teller, step.text, step.sitting, step.gave, asked, Came.CHANGED, until=step.until)
    if asked:
        values = {"questions": questions(step.course, asked, language)}
        return Turn(Came.CHANGED, "diary-next", values, subjects=_subjects(step))
    return Turn(Came.CHANGED, "diary-changed", _values(step), subjects=_subjects(step))


def hand_over(session: Session, step: Step) -> Turn:
    """What was not understood twice is for a person, with all that was said; the sitting stays as it is."""
    teller, sitting = step.teller, step.sitting
    asked = together(step.course, teller.language, one=True)
    write_down(session, teller, step.text, sitting, step.gave, asked, Came.HANDED, until=step.until)
    due = read_by(teller.now, pack=teller.pack)
    open_task(
        session,
        kind=TaskKind.READ_ENTRY,
        stream=teller.family.code,
        dedup_key=f"{TaskKind.READ_ENTRY.value}:{sitting.id}:unclear",
        due_by=due,
        child_code=step.desk.child.code,
        facts=facts_of(sitting, "unclear-by-text") | {"text": step.text.id},
        words="\n".join(filter(None, (summary(step.course, teller.language), step.text.body))),
        now=teller.now,
    )
    values = {
        "by": read_by_words(due, teller.language, teller.family.zone),
        "emergency": teller.pack.study.emergency_words(teller.family.place.value, teller.language),
    }
    return Turn(Came.HANDED, "diary-handed", values)


def facts_of(sitting: Sitting, reason: str) -> dict[str, str]:
    """What a task about a diary by text keeps."""
    return {
        "entry": sitting.id,
        "instrument": sitting.meant.instrument,
        "due_on": str(sitting.meant.due_on),
        "reason": reason,
    }


def _values(step: Step) -> dict[str, str]:
    language = step.teller.language
    return {
        "diary": step.course.instrument.name.in_(language),
        "day": day(step.sitting.meant.due_on, language),
        "answers": summary(step.course, language),
    }


def _subjects(step: Step) -> tuple[str, ...]:
    return (subject(step.desk.child.id),)
