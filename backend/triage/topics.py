"""What a question asks, by the phrases of the pack; a question about nothing on the list has no topic."""

from collections.abc import Sequence

from backend.triage.hear import Heard
from backend.triage.rulebook import Rulebook
from backend.triage.understanding import Intent

_ASKING = frozenset(
    {
        Intent.QUESTION,
        Intent.HELP,
        Intent.OPT_OUT,
        Intent.CHANGE_LANGUAGE,
        Intent.RESCHEDULE_VISIT,
        Intent.SAMPLE_PROBLEM,
        Intent.TALK_TO_PERSON,
    }
)
"""A request is answered with what its topic says, too."""


def find_topics(heard: Heard, rules: Rulebook, intents: Sequence[Intent]) -> tuple[str, ...]:
    """The topics of a text that asks something, in the order of the pack."""
    if not _ASKING.intersection(intents):
        return ()
    return tuple(name for name, label in rules.topics.items() if any(True for _ in label.places(heard)))
