"""What a text wants, by the phrases of the pack; a text may want several things.

A short answer (a digit, STOP, a language) means here what it means to `short_reply`.
"""

import re
from collections.abc import Iterator, Sequence

from backend.triage import short_reply
from backend.triage.hear import Heard
from backend.triage.phrase import Spans
from backend.triage.rulebook import Rulebook
from backend.triage.short_reply import Reading
from backend.triage.understanding import Intent, SignFound
from backend.triage.weigh import is_negated

CHOICE_REACH = 8
_CHOICE = re.compile(r"(.)[不没唔]\1|有冇")
_SHORT = {
    Reading.OPT_OUT: Intent.OPT_OUT,
    Reading.OPT_IN: Intent.OPT_IN,
    Reading.HELP: Intent.HELP,
    Reading.LANGUAGE: Intent.CHANGE_LANGUAGE,
}
_CAN_BE_DENIED = frozenset(
    {
        Intent.CONFIRM_VISIT,
        Intent.DECLINE_VISIT,
        Intent.RESCHEDULE_VISIT,
        Intent.RUNNING_LATE,
        Intent.OPT_OUT,
        Intent.OPT_IN,
        Intent.WITHDRAW_STUDY,
        Intent.TALK_TO_PERSON,
        Intent.DISTRESS,
    }
)
"""The others are said even with a "not": no medicine given is a report of medicine."""
_REQUESTS = frozenset(
    {
        Intent.RESCHEDULE_VISIT,
        Intent.OPT_OUT,
        Intent.OPT_IN,
        Intent.HELP,
        Intent.CHANGE_LANGUAGE,
        Intent.ALLOCATION_QUESTION,
        Intent.TALK_TO_PERSON,
        Intent.WRONG_NUMBER,
    }
)
"""Often put as a question, and then not another one."""


def find_intents(
    text: str, heard: Heard, rules: Rulebook, signs: Sequence[SignFound], discounted: Sequence[SignFound]
) -> tuple[Intent, ...]:
    """The intents in order of the list; `other` when there is none."""
    short = _SHORT.get(short_reply.read(text).reading)
    if short is not None:
        return (short,)
    found = set(_said(heard, rules))
    if rules.questions.asks(text, heard.text):
        found.add(Intent.QUESTION)
    if signs or any(sign.negated for sign in discounted):
        found.add(Intent.SYMPTOM_REPORT)
    if found & _REQUESTS:
        found.discard(Intent.QUESTION)
    return tuple(intent for intent in Intent if intent in found) or (Intent.OTHER,)


def _said(heard: Heard, rules: Rulebook) -> Iterator[Intent]:
    yield from map(Intent, rules.whole.names(heard.text))
    for name, label in rules.intents.items():
        deniable = name in _CAN_BE_DENIED
        if any(not (deniable and _denied(heard, spans)) for spans in label.places(heard)):
            yield Intent(name)


def _denied(heard: Heard, spans: Spans) -> bool:
    """A choice put as a question, such as 能不能, denies nothing."""
    return is_negated(heard, spans) and not _CHOICE.search(heard.text.text[: spans[-1][0]][-CHOICE_REACH:])
