"""The questions of a diary as a text asks them: the pack's short ones, or items with their options numbered. Pure."""

from collections.abc import Iterable, Sequence

from backend.diary.answer_words import answer_words
from backend.diary.answers import Code
from backend.languages import Language, gettext, marked
from backend.protocol.instruments import USUAL as USUAL_STEP
from backend.protocol.items import FreeText, Item, Several, Temperature
from backend.protocol.options import Option
from backend.sittings.course import DIFFERS, PLACE, SURE, USUAL, Course
from backend.sittings.told import Told

ROOM = {Language.EN: 400, Language.ZH_HANS: 165, Language.ZH_HANT: 165}
"""Characters that still leave a text within three segments."""
MOST = 4
WHERE = marked("Where did you measure? %(options)s")
RIGHT = marked("1 right 2 wrong")
NOT_SO = marked("Which are not so? Send the numbers, or write it; 0 if all are so: %(options)s")
SEVERAL = marked("(several: 1 3)")
USUAL_SAID = marked("all else as usual")


def together(course: Course, language: Language, *, one: bool = False) -> tuple[str, ...]:
    """The open steps that the next text asks, in order; only the first with `one`."""
    if one or not course.open or _stands_alone(course, course.open[0]):
        return course.open[:1]
    chosen: list[str] = []
    size = 0
    for step in course.open:
        size += len(question(course, step, language)) + 1
        if not _stands_alone(course, step) and len(chosen) < MOST and (size <= ROOM[language] or not chosen):
            chosen.append(step)
    return tuple(chosen)


def questions(course: Course, steps: Sequence[str], language: Language) -> str:
    """One line for each."""
    return _plain("\n".join(question(course, step, language) for step in steps), language)


def question(course: Course, step: str, language: Language) -> str:
    """How a step is asked; what was wrong with its answer stands first."""
    item = course.item_of(step)
    if step == DIFFERS:
        phrases = [each.usual.by_sms.in_(language) for each in course.to_differ if each.usual is not None]
        return gettext(NOT_SO, language, options=_numbered(phrases))
    if item is not None and step.endswith(PLACE) and isinstance(item, Temperature):
        return gettext(WHERE, language, options=_options(item.places, language))
    if item is not None and step.endswith(SURE):
        doubt = course.doubt(item.key)
        return f"{doubt.sentence if doubt else ''} {gettext(RIGHT, language)}".strip()
    wrong = course.wrong(item.key) if item is not None else None
    asked = _asked(course, step, item, language)
    if wrong is None:
        return asked
    if wrong.code is Code.NOT_AN_OPTION:
        return asked  # the question lists what may be answered
    return wrong.sentence


def summary(course: Course, language: Language, *, changed: Told | None = None) -> str:
    """What was understood, as it is read back: numbers, options, and whether all else is as usual.

    Only what was `changed`, where most was never told by text.
    """
    told = changed or course.told
    items = {item.key: item for item in course.instrument.items}
    said = [
        answer_words(items[answer.item], answer, language)
        for answer in course.read.answers
        if answer.item in told.answers and not isinstance(items[answer.item], FreeText)
    ]
    if told.usual is True or told.differs is not None:
        said.append(gettext(USUAL_SAID, language))
    return _plain(("; " if language is Language.EN else "；").join(said), language)


def _plain(text: str, language: Language) -> str:
    """A degree sign would make an English text cost twice: no 7-bit alphabet has it."""
    return text.replace("°", "") if language is Language.EN else text


def _asked(course: Course, step: str, item: Item | None, language: Language) -> str:
    named = USUAL_STEP if step == USUAL else step
    short = next((each.ask for each in course.instrument.sms if each.item == named), None)
    if short is not None:
        return short.in_(language)
    assert item is not None  # noqa: S101 - a step that is no item has words in the pack
    options = _options(item.choices, language)
    more = gettext(SEVERAL, language) if isinstance(item, Several) else ""
    return (" " if language is Language.EN else "").join(filter(None, (item.text.in_(language), options, more)))


def _stands_alone(course: Course, step: str) -> bool:
    """A question that takes several numbers, or words, shares its text with no other."""
    if step == DIFFERS:
        return True
    item = course.item_of(step)
    return isinstance(item, Several | FreeText) and step == item.key


def _options(options: Iterable[Option], language: Language) -> str:
    return _numbered(option.label.in_(language) for option in options)


def _numbered(words: Iterable[str]) -> str:
    return " ".join(f"{number}{_space(word)}{word}" for number, word in enumerate(words, start=1))


def _space(word: str) -> str:
    return " " if word[:1].isascii() else ""
