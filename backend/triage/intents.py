"""What a text wants, by the phrases of the pack; a text may want several things.

A short answer (a digit, STOP, a language) means here what it means to `short_reply`.
"""

import re
from collections.abc import Iterator, Sequence

from backend.triage import short_reply
from backend.triage.hear import Heard, joined
from backend.triage.phrase import Spans
from backend.triage.rulebook import Rulebook
from backend.triage.short_reply import Reading
from backend.triage.trie import Span
from backend.triage.understanding import Intent, SignFound
from backend.triage.weigh import is_negated

CHOICE_REACH = 9
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
    if rules.only_thanks.is_all(text):
        found.add(Intent.THANKS)
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
        places = [spans for spans in label.places(heard) if not _halves_choice(heard, spans)]
        denied = [joined(spans) for spans in places if _denied(heard, spans)] if name in _CAN_BE_DENIED else []
        if not all(any(_within(joined(spans), stretch) for stretch in denied) for spans in places):
            yield Intent(name)


def _halves_choice(heard: Heard, spans: Spans) -> bool:
    """Whether a phrase begins inside a choice: the 不能 of 能不能."""
    start = joined(spans)[0]
    return start > 0 and _CHOICE.match(heard.text.text, start - 1) is not None


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _denied(heard: Heard, spans: Spans) -> bool:
    """A choice put as a question, such as 能不能, denies nothing."""
    place = spans[-1][0] + 1
    return is_negated(heard, spans) and not _CHOICE.search(heard.text.text[max(0, place - CHOICE_REACH) : place])
