"""What a text wants, by the phrases of the pack; a text may want several things."""

from collections.abc import Sequence

from backend.triage.pinyin import sounds
from backend.triage.plain import Plain
from backend.triage.rulebook import View
from backend.triage.understanding import Intent, SignFound, Value
from backend.triage.weigh import is_negated


def find_intents(
    written: Plain, view: View, signs: Sequence[SignFound], discounted: Sequence[SignFound], values: Sequence[Value]
) -> tuple[Intent, ...]:
    """The intents in order of the list; `other` when there is none."""
    text = sounds(written) if view.name == "pinyin" else written
    found = {Intent(name) for name in view.intents if _stands(name, text, view)}
    if signs or discounted:
        found.add(Intent.SYMPTOM_REPORT)
    if values:
        found.add(Intent.DIARY_ANSWER)
    return tuple(intent for intent in Intent if intent in found) or (Intent.OTHER,)


def _stands(name: str, text: Plain, view: View) -> bool:
    for pattern in view.not_intents.get(name, ()):
        if any(True for _ in pattern.find(text)):
            return False
    return any(
        not is_negated(text, spans, view.marks) for pattern in view.intents[name] for spans in pattern.find(text)
    )
