"""What a family is told about an answer that cannot be taken, or that is unlikely: one clear sentence each."""

from collections.abc import Iterable

from backend.diary.answers import Ask, Code, Problem
from backend.languages import Language, gettext, marked

SAID = {
    Code.UNKNOWN_ITEM: marked("This diary has no such question."),
    Code.MISSING: marked("Please answer this question."),
    Code.NOT_AN_OPTION: marked("Please choose from: %(options)s."),
    Code.NOT_ALONE: marked("“%(none)s” goes with no other answer. Please choose again."),
    Code.NOT_A_NUMBER: marked("Please write just one number, such as %(example)s."),
    Code.COMMA: marked("Please write a point, not a comma: %(better)s."),
    Code.FAHRENHEIT: marked("Please give it in degrees Celsius. %(typed)s °F is %(better)s °C."),
    Code.OUT_OF_LIMITS: marked("%(typed)s cannot be right. Please give a number from %(least)s to %(most)s%(unit)s."),
    Code.UNIT_MISSING: marked("Please choose the unit: %(options)s."),
    Code.UNITS_DIFFER: marked("You wrote %(written)s but chose %(chosen)s. Which one is it?"),
    Code.PLACE_MISSING: marked("Please choose where you measured: %(options)s."),
    Code.UPPER_AND_LOWER: marked("The upper number is the larger one. Please check both."),
    Code.NOT_TEXT: marked("Please write it in words."),
    Code.TOO_LONG: marked("That is too long. At most %(most)s characters, please."),
}
MEANT = marked("Is it %(better)s?")
ASKED = marked("%(amount)s%(unit)s: is this right?")
JUMPED = marked("Last time it was %(before)s%(unit)s. Is %(amount)s%(unit)s right?")
OTHER_UNIT = marked("If you meant %(unit)s, please change the unit.")


def problem(item: str, code: Code, language: Language, *, meant: str = "", **values: object) -> Problem:
    """The problem with its sentence; `meant` is added as a question."""
    said = gettext(SAID[code], language, **values)
    if meant:
        said = _joined([said, gettext(MEANT, language, better=meant)], language)
    return Problem(item, code, said, better=meant or str(values.get("better", "")))


def ask(
    item: str,
    mark: str,
    language: Language,
    *,
    amount: str,
    unit: str,
    before: str = "",
    other_unit: str = "",
) -> Ask:
    """The question about an unlikely answer; `before` makes it one about a change, `other_unit` one about units."""
    if before:
        said = gettext(JUMPED, language, before=before, amount=amount, unit=unit)
    else:
        said = gettext(ASKED, language, amount=amount, unit=unit)
    if other_unit:
        said = _joined([said, gettext(OTHER_UNIT, language, unit=other_unit)], language)
    return Ask(item, mark, said)


def listed(words: Iterable[str], language: Language) -> str:
    """Options one after the other."""
    return (", " if language is Language.EN else "、").join(words)


def spaced(unit: str, language: Language) -> str:
    """The unit as it follows an amount: ` kg` in English, `公斤` in Chinese."""
    return f" {unit}" if unit and language is Language.EN else unit


def _joined(sentences: Iterable[str], language: Language) -> str:
    return (" " if language is Language.EN else "").join(sentences)
