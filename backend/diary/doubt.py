"""Amounts that may be a slip: unlikely at that age, or much more or less than the last time. Asked about once."""

from backend.diary.answers import Answer, Ask
from backend.diary.known import Known
from backend.diary.sentences import ask, spaced
from backend.languages import Language, gettext, marked
from backend.protocol.items import Count, Item, Number, Temperature
from backend.protocol.options import Limits, Unit

TIMES = marked("times")


def doubt(item: Item, answer: Answer, known: Known) -> Ask | None:
    """The question to ask about an answer; None if there is nothing odd about it."""
    if not isinstance(answer.meant, int | float):
        return None
    if isinstance(item, Temperature) and not item.plausible.hold(answer.meant):
        return _ask(item, answer, f"{answer.meant:.1f}", spaced("°C", known.language), known.language)
    if isinstance(item, Count) and answer.meant > item.plausible_most:
        unit = spaced(gettext(TIMES, known.language), known.language)
        return _ask(item, answer, str(answer.meant), unit, known.language)
    if isinstance(item, Number):
        return _of_number(item, answer, float(answer.meant), known)
    return None


def _of_number(item: Number, answer: Answer, amount: float, known: Known) -> Ask | None:
    likely = next((each for each in item.plausible if known.age <= each.age_to), None)
    earlier = known.earlier.get(item.key)
    before = earlier.amount if earlier is not None and item.jump is not None else None
    jumped = before is not None and abs(amount - before) > before * (item.jump or 0)
    if (likely is None or likely.hold(amount)) and not jumped:
        return None
    typed = next((each for each in item.units if each.key == answer.typed_unit), item.units[0])
    other = next(
        (each for each in item.units if each is not typed and _fits(amount, typed, each, likely, before)), None
    )
    return ask(
        item.key,
        mark_of(answer),
        known.language,
        amount=f"{amount / typed.factor:g}",
        unit=spaced(typed.label.in_(known.language), known.language),
        before=f"{before / typed.factor:g}" if before is not None and jumped else "",
        other_unit=other.label.in_(known.language) if other is not None else "",
    )


def _fits(amount: float, typed: Unit, other: Unit, likely: Limits | None, before: float | None) -> bool:
    """Whether the same number in the other unit would be nothing odd: 36 斤 that were written as 36 kg."""
    meant = amount / typed.factor * other.factor
    near = before is None or abs(meant - before) <= before / 5
    return near and (likely is None or likely.hold(meant))


def _ask(item: Item, answer: Answer, amount: str, unit: str, language: Language) -> Ask:
    return ask(item.key, mark_of(answer), language, amount=amount, unit=unit)


def mark_of(answer: Answer) -> str:
    """What a yes to the question is known by; another amount is another question."""
    return f"{answer.item}={answer.meant:g}{answer.unit}" if isinstance(answer.meant, int | float) else answer.item
