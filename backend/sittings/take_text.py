"""A text for the diary: its answers are kept at once, what they mean is looked after, and what is open is asked."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import Session

from backend.concerns.append import lock
from backend.diary.choice import DiaryMeant, diary_choice
from backend.families.models import Child
from backend.families.queries import children_of
from backend.languages import Language, day
from backend.outbox.queries import with_key
from backend.schedule.happen import subject
from backend.sittings import queries
from backend.sittings.ask import questions, together
from backend.sittings.find import Waiting, course_of, named, waiting, waiting_for
from backend.sittings.go_on import go_on
from backend.sittings.heard import Heard
from backend.sittings.models import Came, DiaryText
from backend.sittings.read_text import read_text
from backend.sittings.sitting import Sitting, sitting_id, sitting_of
from backend.sittings.teller import Teller, Text, Turn
from backend.sittings.told import Told
from backend.sittings.write_down import write_down

SAME_WORDS = timedelta(hours=1)
ANSWERS = ("diary-first", "diary-next", "diary-again", "diary-thanks", "diary-changed")
WHICH, REPEATED = "diary-which", "repeated"


@dataclass(frozen=True)
class Sense:
    """What the reader of the text knows of it beside its answers.

    `wants_more`: it also asks something, or is about something else. `is_worrying`: it was answered for its worry.
    """

    wants_more: bool = False
    is_worrying: bool = False


def take_text(session: Session, teller: Teller, text: Text, sense: Sense) -> Turn | None:
    """Work the text into the diary it belongs to; None if it belongs to none."""
    lock(session, teller.family.code)
    sitting = current(session, teller)
    if sitting is not None:
        if _is_doubled(session, sitting, text):
            return Turn(REPEATED)
        turn = _in_sitting(session, teller, text, sitting, sense)
        if turn is not None:
            return turn
    return None if sense.wants_more and not sense.is_worrying else _unasked(session, teller, text)


def begin(session: Session, teller: Teller, text: Text, meant: DiaryMeant, *, answers: str = "") -> Turn:
    """Begin, or take up again, the diary that was chosen; `answers` is an earlier text that said what to write."""
    lock(session, teller.family.code)
    found = waiting_for(session, teller, meant)
    if found is None:
        return Turn("closed", "diary-closed")
    sitting = _sitting_at(session, teller, found)
    course = course_of(session, teller, sitting.meant, Told(), version=sitting.version)
    if answers:
        heard = read_text(_without_names([found.child], answers), course, course.line)
        return go_on(session, teller, text, sitting, heard, until=found.window.late_until)
    return _first(session, teller, text, sitting, found)


def current(session: Session, teller: Teller) -> Sitting | None:
    """The sitting this phone is at: the last one it wrote to, while its diary takes an entry."""
    newest = queries.newest_of_phone(session, teller.phone.id, now=teller.at)
    return sitting_of(queries.texts_of(session, newest.sitting_id)) if newest is not None else None


def _in_sitting(session: Session, teller: Teller, text: Text, sitting: Sitting, sense: Sense) -> Turn | None:
    course = course_of(session, teller, sitting.meant, Told(), version=sitting.version)
    told = sitting.told(course.instrument)
    course = replace(course, told=told)
    names = children_of(session, teller.family.id)
    heard = read_text(_without_names(names, text.body), course, sitting.asked)
    if sitting.is_kept and not sitting.asked and not (heard.corrects and heard.gives):
        return None
    found = waiting_for(session, teller, sitting.meant)
    if found is None and not sitting.is_kept:
        return None  # somebody filled it in another way meanwhile
    if heard.is_line(course) and not heard.corrects and _is_for_a_newer(session, teller, sitting):
        return None
    if not heard.gives and (sense.wants_more or sense.is_worrying or sitting.is_handed or not sitting.asked):
        return None
    rest = sense.wants_more and bool(heard.words)
    if rest:
        heard = replace(heard, words="")  # what else it says comes to a person as it was written
    turn = go_on(session, teller, text, sitting, heard, until=sitting.texts[-1].open_until)
    return replace(turn, rest=rest)


def _is_for_a_newer(session: Session, teller: Teller, sitting: Sitting) -> bool:
    """Whether the same diary of a later day has opened since the sitting's last text."""
    last = sitting.texts[-1].received_at
    return any(
        each.child.id == sitting.meant.child_id
        and each.instrument.key == sitting.meant.instrument
        and each.window.due_on > sitting.meant.due_on
        and each.window.opens_at > last
        for each in waiting(session, teller)
    )


def _is_doubled(session: Session, sitting: Sitting, text: Text) -> bool:
    """The same words again: within the hour if they say much, or before our question about them reached the phone."""
    last = sitting.last
    if last is None or last.mark != text.mark or text.received_at - last.received_at > SAME_WORDS:
        return False
    if len(text.body.split()) > 1:
        return True
    answers = [with_key(session, f"reply:{last.id}:{kind}") for kind in ANSWERS]
    asked = next((each for each in answers if each is not None), None)
    return asked is not None and (asked.sent_at is None or text.received_at <= asked.sent_at)


def _unasked(session: Session, teller: Teller, text: Text) -> Turn | None:
    """A line that nobody asked for just now: it begins the diary that it fits, if that is clear."""
    found = waiting(session, teller)
    children = {each.child.id: each.child for each in found}
    called = named(list(children.values()), text.body)
    body = _without_names(list(children.values()), text.body)
    fitting: dict[str, tuple[Waiting, Heard]] = {}
    for each in found:
        course = course_of(session, teller, each.meant, Told())
        heard = read_text(body, course, course.line)
        if heard.is_line(course) and not heard.corrects:
            fitting.setdefault(each.child.id, (each, heard))
    if len(called) == 1:
        fitting = {key: value for key, value in fitting.items() if key == called[0].id}
    if not fitting:
        return None
    if len(fitting) > 1:
        return _which(teller, [each for each, _ in fitting.values()])
    each, heard = next(iter(fitting.values()))
    return go_on(session, teller, text, _sitting_at(session, teller, each), heard, until=each.window.late_until)


def _which(teller: Teller, found: list[Waiting]) -> Turn:
    """Ask which child it is about; the digit begins that child's diary with what was written."""
    choices = {str(nth): diary_choice(each.meant) for nth, each in enumerate(found, start=1)}
    words = [f"{digit} {each.child.called}" for digit, each in zip(choices, found, strict=True)]
    join = ", " if teller.language is Language.EN else "，"
    return Turn(
        "asked-which",
        WHICH,
        {"choices": join.join(words)},
        choices=choices,
        until=min(each.window.late_until for each in found),
        subjects=tuple(subject(each.child.id) for each in found),
    )


def _first(session: Session, teller: Teller, text: Text, sitting: Sitting, found: Waiting) -> Turn:
    course = course_of(session, teller, sitting.meant, Told(), version=sitting.version)
    course = replace(course, told=sitting.told(course.instrument))
    asked = course.line if not sitting.texts else together(course, teller.language)
    write_down(session, teller, text, sitting, Told(), asked, Came.ASKED, until=found.window.late_until)
    if sitting.texts:
        values = {"questions": questions(course, asked, teller.language)}
        return Turn(Came.ASKED, "diary-next", values, subjects=(subject(found.child.id),))
    return first_turn(session, teller, found, questions(course, asked, teller.language))


def first_turn(session: Session, teller: Teller, found: Waiting, asked: str) -> Turn:
    """The first question, with the child's name only where there are several."""
    several = len(children_of(session, teller.family.id)) > 1
    values = {
        "child": found.child.called if several else "",
        "diary": found.instrument.name.in_(teller.language),
        "day": day(found.window.due_on, teller.language),
        "questions": asked,
    }
    return Turn(Came.ASKED, "diary-first", values, subjects=(subject(found.child.id),))


def _sitting_at(session: Session, teller: Teller, found: Waiting) -> Sitting:
    identity = sitting_id(teller.phone.id, found.meant)
    texts: list[DiaryText] = list(queries.texts_of(session, identity))
    return sitting_of(texts) if texts else Sitting(identity, found.meant, found.instrument.version)


def _without_names(children: list[Child], body: str) -> str:
    """The text without what the children are called: it says whose diary it is, and answers nothing."""
    for child in named(children, body):
        body = body.replace(child.called, " ")
    return body
