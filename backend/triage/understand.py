"""What a family's text means, by the rules of the pack alone: the same text and lists always give the same answer.

Source: triage guide. A text is read as it is written; one in pinyin, or one with sound-alike slips, by its sound too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.triage.find import LEVELS, Candidate, find_signs
from backend.triage.intents import find_intents
from backend.triage.language import wording_of
from backend.triage.pinyin import looks_like_pinyin, sounds
from backend.triage.plain import Plain, plain
from backend.triage.readings import in_digits, readings
from backend.triage.rulebook import Rulebook, View
from backend.triage.understanding import Intent, Person, Script, SignFound, Time, Understanding, Urgency, Value
from backend.triage.weigh import Weight, weigh


@dataclass(frozen=True)
class Context:
    """What the reader knows: the lists, and whether a brother or sister takes part too."""

    rules: Rulebook
    enrolled_siblings: bool = False


def understand(text: str, now: datetime, context: Context) -> Understanding:
    """The text's language, urgency, intents, signs and readings, with the reason. `now` dates relative words."""
    del now  # relative words (last night, last year) need no date; the clock stays a value of the contract
    written = plain(text, context.rules.slips)
    language, script = wording_of(text)
    candidates = list(_heard(written, script, context))
    signs = _strongest(each.found() for each in candidates if each.counts)
    values, by_reading = _read(written, context)
    signs = _strongest([*signs, *by_reading])
    signs = _strongest([*signs, *_together(signs, context.rules)])
    urgency = max((sign.level for sign in signs), key=lambda level: level.rank, default=Urgency.NONE)
    discounted = _strongest(each.found() for each in candidates if not each.counts)
    intents = find_intents(written, _view(written, script, context), signs, discounted, values)
    if urgency is Urgency.NONE and Intent.COMPLAINT in intents:
        urgency = Urgency.ROUTINE
    counted = tuple(sign for sign in signs if sign.level is not Urgency.NONE)
    return Understanding(
        language=language,
        script=script,
        urgency=urgency,
        intents=intents,
        signs=counted,
        values=values,
        rule=counted[0].key if counted else "",
        reason=_reason(counted, discounted),
        version=context.rules.version,
        discounted=discounted,
    )


def _view(written: Plain, script: Script, context: Context) -> View:
    if script is Script.LATIN and looks_like_pinyin(written.text):
        return context.rules.pinyin
    return context.rules.written


def _heard(written: Plain, script: Script, context: Context) -> Iterable[Candidate]:
    rules, siblings = context.rules, context.enrolled_siblings
    yield from find_signs(written, rules.written, enrolled_siblings=siblings)
    if script is Script.LATIN:
        if looks_like_pinyin(written.text):
            yield from find_signs(sounds(written), rules.pinyin, enrolled_siblings=siblings)
    elif script is not Script.NONE:
        yield from find_signs(sounds(written), rules.sounding, enrolled_siblings=siblings)


def _read(written: Plain, context: Context) -> tuple[tuple[Value, ...], list[SignFound]]:
    said = in_digits(written)
    found, signs = readings(said), []
    for reading in found:
        key = next(
            (
                each.sign
                for each in context.rules.thresholds
                if each.reading == reading.value.name and reading.value.amount >= each.at_least
            ),
            None,
        )
        if key is None:
            continue
        weight = weigh(
            said, (reading.span,), context.rules.written.marks, enrolled_siblings=context.enrolled_siblings
        )
        if weight.counts:
            signs.append(_of_reading(key, reading.value, weight, context.rules))
    return tuple(reading.value for reading in found), signs


def _of_reading(key: str, value: Value, weight: Weight, rules: Rulebook) -> SignFound:
    sign = rules.signs[key]
    level = Urgency.ROUTINE if weight.time is Time.VAGUE_PAST else LEVELS[sign.level]
    return SignFound(key, level, value.words, weight.time, Person.CHILD, night=sign.night, sae=sign.sae)


def _together(signs: Sequence[SignFound], rules: Rulebook) -> Iterable[SignFound]:
    """Signs that only others make: hives, and vomiting."""
    there = {sign.key for sign in signs if sign.time is Time.NOW}
    for sign in rules.signs.values():
        for parts in sign.all_of:
            if there.issuperset(parts):
                words = " + ".join(each.words for each in signs if each.key in parts)
                yield SignFound(sign.key, LEVELS[sign.level], words, night=sign.night, sae=sign.sae)


def _strongest(signs: Iterable[SignFound]) -> tuple[SignFound, ...]:
    """One of each key, the highest level first."""
    best: dict[str, SignFound] = {}
    for sign in signs:
        held = best.get(sign.key)
        if held is None or sign.level.rank > held.level.rank:
            best[sign.key] = sign
    return tuple(sorted(best.values(), key=lambda sign: -sign.level.rank))


def _reason(counted: Sequence[SignFound], discounted: Sequence[SignFound]) -> str:
    if counted:
        return "; ".join(f"{sign.key} ({sign.level.value}): {sign.words}" for sign in counted)
    if discounted:
        return "not counted: " + "; ".join(f"{sign.key}: {sign.words} ({_why_not(sign)})" for sign in discounted)
    return "no sign found"


def _why_not(sign: SignFound) -> str:
    if sign.negated:
        return "denied"
    return "of somebody else" if sign.person is Person.OTHER else sign.time.value
