"""Whether a text asks something that a passage may answer: pure, from what it was understood to mean."""

from backend.assistant.answer import Answer, Decision
from backend.triage.understanding import Intent, Understanding, Urgency

ASKING = frozenset({Intent.QUESTION, Intent.HELP, Intent.CHANGE_LANGUAGE})
FOR_A_PERSON = frozenset({Intent.COMPLAINT, Intent.DISTRESS, Intent.WRONG_NUMBER})
"""Beside these no machine speaks."""
PERSON_TOO = frozenset(
    {
        Intent.DECLINE_VISIT,
        Intent.RESCHEDULE_VISIT,
        Intent.RUNNING_LATE,
        Intent.MEDICATION_REPORT,
        Intent.OPT_OUT,
        Intent.TALK_TO_PERSON,
    }
)
"""What a text also says that somebody has to read, whatever its question gets."""
LOST = "urine.missed_void"
"""What to do once a sample went wrong: told at once, and a person decides what the sample is worth."""
SURE = 0.75
"""The share a topic needs beside a worry."""


def may_ask(understood: Understanding) -> bool:
    """Whether its meaning is worth asking a model about; an emergency, and what only a person answers, is not."""
    intents = set(understood.intents)
    if understood.urgency is Urgency.EMERGENCY or intents & FOR_A_PERSON:
        return False
    return bool(intents & (ASKING | {Intent.SAMPLE_PROBLEM}))


def may_answer(understood: Understanding, given: Answer) -> bool:
    """Whether what was found may go out: beside a worry only what is sure, beside an urgent one only a refusal."""
    if understood.urgency.rank >= Urgency.URGENT.rank:
        return given.decision is Decision.REFUSE and given.by_phrases
    if understood.urgency is Urgency.ROUTINE:
        sure = given.decision is Decision.ANSWER and given.confidence >= SURE
        return sure or (given.decision is Decision.REFUSE and given.by_phrases)
    if not ASKING.intersection(understood.intents):
        return given.by_phrases or (given.decision is Decision.ANSWER and given.topic == LOST)
    return True


def needs_person(understood: Understanding, given: Answer) -> bool:
    """Whether somebody has to read the text although it was answered."""
    return bool(PERSON_TOO.intersection(understood.intents)) or given.topic == LOST
