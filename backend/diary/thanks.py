"""What the family is told when an entry arrives, after any safety advice: that it is kept, or what to do."""

from backend.concerns.promise import read_by_words
from backend.diary.outcome import Outcome, Recorded
from backend.diary.state import Timing
from backend.families.models import Family
from backend.languages import Language, gettext, marked
from backend.protocol.pack import Pack

KEPT = marked("Thank you. It is kept.")
LATE = marked("Thank you. It came a little late, and it is kept all the same.")
READ = marked("Thank you. It is kept, and a person will read it by %(by)s.")
TOO_LATE = marked(
    "Thank you. The diary of that day had closed, so it does not count as that day's. It is kept, and a person will "
    "read it by %(by)s."
)
OUTSIDE = marked("Thank you. No diary was due then. What you wrote is kept, and a person will read it by %(by)s.")
REFUSED = {
    Outcome.CHANGED: marked(
        "This diary arrived before with other answers, and those are kept. To change them, correct that diary."
    ),
    Outcome.TO_MEND: marked("Please look again at the answers that are marked."),
    Outcome.TO_CONFIRM: marked("Please say whether the marked answers are right."),
    Outcome.CLOCK_WRONG: marked(
        "The date or time of this phone is wrong. Please set it right and send again; what you wrote is not lost."
    ),
    Outcome.NOT_IN_STUDY: marked(
        "Your child is not taking part now, so this was not put into the diary. If you are worried, phone the study; "
        "in an emergency call %(emergency)s."
    ),
    Outcome.FORM_UNKNOWN: marked("This diary has a newer form. Please open it again."),
}


def thanks(recorded: Recorded, family: Family, language: Language, pack: Pack) -> str:
    """One or two sentences."""
    if recorded.outcome in REFUSED:
        emergency = pack.study.emergency_words(family.place.value, language)
        return _said(REFUSED[recorded.outcome], language, emergency=emergency)
    if recorded.read_by is None:
        return _said(LATE if recorded.timing is Timing.LATE else KEPT, language)
    return _said(_read(recorded), language, by=read_by_words(recorded.read_by, language, family.zone))


def _read(recorded: Recorded) -> str:
    if recorded.timing is Timing.TOO_LATE:
        return TOO_LATE
    return OUTSIDE if recorded.is_outside else READ


def _said(sentence: str, language: Language, **values: object) -> str:
    return gettext(sentence, language, **values) if "%(" in sentence else gettext(sentence, language)
