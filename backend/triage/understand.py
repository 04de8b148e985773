"""What a family's text means, by the rules of the pack alone: the same text and lists always give the same answer.

Source: triage guide. A text is read as it is written; one in pinyin, or one with sound-alike slips, by its sound too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.protocol.signs import Sign
from backend.triage.combine import strongest, together
from backend.triage.find import LEVELS, PART, find_signs, ill
from backend.triage.intents import find_intents
from backend.triage.language import wording_of
from backend.triage.plain import Plain, plain
from backend.triage.readings import in_digits, readings
from backend.triage.rulebook import Rulebook
from backend.triage.topics import find_topics
from backend.triage.trie import Span
from backend.triage.understanding import Intent, Person, SignFound, Time, Understanding, Urgency, Value
from backend.triage.weigh import Weight, weigh


@dataclass(frozen=True)
class Context:
    """What the reader knows: the lists, and whether a brother or sister takes part too."""

    rules: Rulebook
    enrolled_siblings: bool = False


def understand(text: str, now: datetime, context: Context) -> Understanding:
    """The text's language, urgency, intents, signs and readings, with the reason. `now` dates relative words."""
    del now  # relative words (last night, last year) need no date; the clock stays a value of the contract
    rules, siblings = context.rules, context.enrolled_siblings
    heard = rules.hear(plain(text, rules.slips.mend))
    language, script = wording_of(text)
    candidates = find_signs(heard, rules, enrolled_siblings=siblings)
    values, by_reading = _read(heard.text, context)
    signs = strongest([*(each.found() for each in candidates if each.counts), *by_reading])
    signs = strongest([*signs, *together(signs, rules.signs)])
    urgency = max((sign.level for sign in signs), key=lambda level: level.rank, default=Urgency.NONE)
    discounted = strongest(each.found() for each in candidates if not each.counts)
    intents = find_intents(text, heard, rules, [each for each in signs if _tells(each, rules)], discounted)
    if urgency is Urgency.NONE and Intent.COMPLAINT in intents:
        urgency = Urgency.ROUTINE
    counted = tuple(sign for sign in signs if sign.level is not Urgency.NONE)
    return Understanding(
        language=language,
        script=script,
        urgency=urgency,
        intents=intents,
        topics=find_topics(heard, rules, intents),
        signs=counted,
        values=values,
        rule=counted[0].key if counted else "",
        reason=_reason(counted, discounted),
        version=context.rules.version,
        discounted=discounted,
        only_thanks=rules.only_thanks.is_all(text),
    )


def _tells(sign: SignFound, rules: Rulebook) -> bool:
    """Whether a sign tells how a child is: that another child is named tells nothing."""
    known = rules.signs[sign.key]
    return not (known.level == PART and known.whoever)


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
        weight = _weighed(said, reading.span, context.rules.signs[key], context)
        if weight.counts:
            signs.append(_of_reading(key, reading.value, weight, context.rules))
    return tuple(reading.value for reading in found), signs


def _weighed(said: Plain, place: Span, sign: Sign, context: Context) -> Weight:
    heard = context.rules.hear(said)
    weight = weigh(heard, (place,), enrolled_siblings=context.enrolled_siblings)
    known = {} if weight.counts else ill(find_signs(heard, context.rules))
    return weight.held_to(LEVELS[sign.level].rank, known)


def _of_reading(key: str, value: Value, weight: Weight, rules: Rulebook) -> SignFound:
    sign = rules.signs[key]
    level = Urgency.ROUTINE if weight.time is Time.VAGUE_PAST else LEVELS[sign.level]
    return SignFound(key, level, value.words, weight.time, Person.CHILD, night=sign.night, sae=sign.sae)


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
