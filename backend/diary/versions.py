"""An entry's versions: which one holds, and what it says. Order of writing decides, never order of arrival."""

import json
from collections.abc import Sequence

from backend.diary.answers import Answer, Given, answer_of
from backend.diary.models import EntryVersion


def newest(versions: Sequence[EntryVersion]) -> EntryVersion:
    """The one whose answers hold: the correction that was written last, without one the entry as it first was."""
    return max(versions, key=lambda each: (each.id != each.entry_id, each.counts_at, each.id))


def answers_of(version: EntryVersion) -> tuple[Answer, ...]:
    """What was read."""
    return tuple(answer_of(each) for each in json.loads(version.answers))


def given_of(version: EntryVersion) -> Given:
    """What was sent, word for word."""
    return Given(**json.loads(version.given))


def stored_answers(answers: Sequence[Answer]) -> str:
    """Answers as they are sealed."""
    return json.dumps([each.stored() for each in answers])


def stored_given(given: Given) -> str:
    """What was sent, as it is sealed."""
    return json.dumps({"answers": given.answers, "usual": given.usual}, default=str)
