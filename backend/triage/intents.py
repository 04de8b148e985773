"""What a text wants, by the phrases of the pack; a text may want several things."""

from collections.abc import Sequence

from backend.triage.hear import Heard
from backend.triage.rulebook import Rulebook
from backend.triage.understanding import Intent, SignFound, Value
from backend.triage.weigh import is_negated


def find_intents(
    heard: Heard,
    rules: Rulebook,
    signs: Sequence[SignFound],
    discounted: Sequence[SignFound],
    values: Sequence[Value],
) -> tuple[Intent, ...]:
    """The intents in order of the list; `other` when there is none."""
    found = {Intent(name) for name in rules.intents if _stands(name, heard, rules)}
    if signs or discounted:
        found.add(Intent.SYMPTOM_REPORT)
    if values:
        found.add(Intent.DIARY_ANSWER)
    return tuple(intent for intent in Intent if intent in found) or (Intent.OTHER,)


def _stands(name: str, heard: Heard, rules: Rulebook) -> bool:
    text, hits = heard.text, heard.hits
    for pattern in rules.not_intents.get(name, ()):
        if any(True for _ in pattern.find(text, hits)):
            return False
    return any(not is_negated(heard, spans) for pattern in rules.intents[name] for spans in pattern.find(text, hits))
