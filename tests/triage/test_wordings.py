"""Leaving the study, stopping the messages and asking for the arm are found in many wordings, and in little else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from backend.triage.rulebook import Rulebook
from backend.triage.understand import Context, understand
from backend.triage.understanding import Intent

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
TABLE = yaml.safe_load((Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8"))
RECALL, PRECISION = 0.96, 0.92
intents = pytest.mark.parametrize("intent", [Intent(name) for name in TABLE])


def found(texts: list[str], intent: Intent, rules: Rulebook) -> list[str]:
    """Those of the texts in which the intent is found."""
    return [text for text in texts if intent in understand(text, NOW, Context(rules)).intents]


@intents
@pytest.mark.parametrize("half", ["built", "held"])
def test_an_intent_that_must_not_be_missed_is_found_in_its_wordings(
    intent: Intent, half: str, rules: Rulebook
) -> None:
    texts = TABLE[intent.value][half]
    seen = found(texts, intent, rules)
    assert len(seen) >= RECALL * len(texts), sorted(set(texts) - set(seen))


@intents
def test_what_only_looks_like_it_is_seldom_taken_for_it(intent: Intent, rules: Rulebook) -> None:
    said = len(found([*TABLE[intent.value]["built"], *TABLE[intent.value]["held"]], intent, rules))
    wrong = found(TABLE[intent.value]["look_alikes"], intent, rules)
    assert said >= PRECISION * (said + len(wrong)), wrong


@intents
def test_the_wordings_of_one_intent_are_seldom_taken_for_another(intent: Intent, rules: Rulebook) -> None:
    others = [
        text for name, lists in TABLE.items() if name != intent.value for text in lists["built"] + lists["held"]
    ]
    assert len(found(others, intent, rules)) <= (1 - PRECISION) * len(others)
