"""What was not understood twice: a person has it, with all that was said."""

from sqlmodel import Session

from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by, read_by_words
from backend.sittings.ask import summary, together
from backend.sittings.models import Came
from backend.sittings.sitting import Sitting
from backend.sittings.step import Step
from backend.sittings.teller import Turn
from backend.sittings.write_down import write_down


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
