"""Staff write down what a family told by phone: an entry, or a correction, that is marked as transcribed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.diary.consider import Desk
from backend.diary.correct_entry import correct_entry
from backend.diary.models import Source
from backend.diary.outcome import Recorded
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission, Writer
from backend.errors import ConflictError
from backend.families.models import Child, Family
from backend.languages import Language
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack


@dataclass(frozen=True)
class Call:
    """The phone call it was told in: whose child, and who of staff took it.

    `asked_already`: what was unlikely was asked about, and is right.
    """

    child: Child
    family: Family
    by: str
    asked_already: bool = False


def transcribe(
    session: Session,
    call: Call,
    submission: Submission,
    *,
    pack: Pack,
    live: bool,
    now: datetime,
    language: Language = Language.EN,
) -> Recorded:
    """Keep it with staff as writer and `reason` saying who told it; nobody is texted, the advice is for reading out.

    Raises ConflictError without a reason, ArmWordsError when staff write of the arm, and what `record_entry` and
    `correct_entry` raise.
    """
    if not submission.reason.strip():
        raise ConflictError("Write down who told it, and why it was not written at home: --reason.")
    refuse_arm_words(submission.reason)
    writer = Writer(call.by, Source.TRANSCRIBED, language)
    desk = Desk(call.child, call.family, writer, pack, live, now, may_ask=not call.asked_already)
    return (
        correct_entry(session, desk, submission) if submission.corrects else record_entry(session, desk, submission)
    )
