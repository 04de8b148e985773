"""One step of a sitting: the answers so far are read as an entry, and kept, corrected, asked on or handed over."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from backend.concerns.what_to_say import FIRST_ANSWER
from backend.diary.consider import consider
from backend.diary.correct_entry import correct_entry
from backend.diary.outcome import Recorded
from backend.diary.record_entry import begin, record_entry
from backend.diary.thanks import thanks
from backend.languages import day
from backend.outbox.told_queries import safety_kinds_at
from backend.schedule.happen import subject
from backend.sittings.ask import questions, summary, together
from backend.sittings.course import DIFFERS
from backend.sittings.hand_over import hand_over
from backend.sittings.heard import Heard
from backend.sittings.models import Came
from backend.sittings.sitting import Sitting
from backend.sittings.step import Step, step_of
from backend.sittings.teller import Teller, Text, Turn
from backend.sittings.write_down import write_down


def go_on(session: Session, teller: Teller, text: Text, sitting: Sitting, heard: Heard, *, until: datetime) -> Turn:
    """Keep what the text gave and say what comes next. A worry in the answers is raised and answered here."""
    step = step_of(session, teller, text, sitting, heard, until)
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


def _values(step: Step) -> dict[str, str]:
    language = step.teller.language
    return {
        "diary": step.course.instrument.name.in_(language),
        "day": day(step.sitting.meant.due_on, language),
        "answers": summary(step.course, language, changed=step.gave if step.mends_other else None),
    }


def _subjects(step: Step) -> tuple[str, ...]:
    return (subject(step.desk.child.id),)
