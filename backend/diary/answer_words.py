"""Answers of a diary in the words a family saw when it gave them."""

from collections.abc import Iterable, Sequence

from backend.diary.answers import Answer
from backend.diary.sentences import listed, spaced
from backend.languages import Language, gettext, marked
from backend.protocol.instruments import Instrument
from backend.protocol.items import Count, Item, Number, Pressure, Temperature

TIMES, SKIPPED = marked("times"), marked("not measured")


def with_questions(instrument: Instrument | None, answers: Iterable[Answer]) -> Sequence[tuple[Item, Answer]]:
    """Each answer with its question; none where the form they were given to is not kept."""
    items = {item.key: item for item in instrument.items} if instrument else {}
    return [(items[answer.item], answer) for answer in answers if answer.item in items]


def answer_words(item: Item, answer: Answer, language: Language) -> str:
    """Such as `36.8°C，腋下`; what was not measured in the words for that."""
    if answer.meant is None:
        skip = getattr(item, "skip", None)
        return skip.in_(language) if skip is not None else gettext(SKIPPED, language)
    if isinstance(item, Temperature):
        return _temperature(item, answer, language)
    if isinstance(item, Number):
        return _number(item, answer, language)
    if isinstance(item, Pressure) and isinstance(answer.meant, tuple):
        return "/".join(f"{float(each):g}" for each in answer.meant) + spaced("mmHg", language)
    if isinstance(item, Count):
        return f"{answer.meant}{spaced(gettext(TIMES, language), language)}"
    return _options(item, answer, language)


def _options(item: Item, answer: Answer, language: Language) -> str:
    meant = answer.meant if isinstance(answer.meant, tuple) else (answer.meant,)
    chosen = {str(each) for each in meant}
    labels = [option.label.in_(language) for option in item.choices if option.key in chosen]
    return listed(labels, language) if labels else str(answer.meant)


def _temperature(item: Temperature, answer: Answer, language: Language) -> str:
    place = next((each.label.in_(language) for each in item.places if each.key == answer.place), "")
    join = ", " if language is Language.EN else "，"
    return f"{answer.meant:.1f}{spaced('°C', language)}{join if place else ''}{place}"


def _number(item: Number, answer: Answer, language: Language) -> str:
    """In the unit it was typed in."""
    unit = item.typed_in(answer.typed_unit)
    amount = float(answer.meant) / unit.factor if isinstance(answer.meant, int | float) else 0
    return f"{amount:g}{spaced(unit.label.in_(language), language)}"
