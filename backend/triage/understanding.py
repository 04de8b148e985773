"""What a text was understood to mean: values only, so that every room reads the same words the same way.

The labels are those of the triage guide; a label that is not listed here does not exist.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Wording(StrEnum):
    """The language to answer in; Cantonese wording is told from written Chinese, whichever script it is in."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    YUE = "yue"
    EN = "en"


class Script(StrEnum):
    """What the text is written with: an answer follows it. `HAN` are characters that both Chinese scripts use."""

    HAN = "Hani"
    HANS = "Hans"
    HANT = "Hant"
    LATIN = "Latn"
    NONE = "none"


class Urgency(StrEnum):
    """How soon a person must act. Ordered by `rank`; in doubt, the higher one."""

    NONE = "none"
    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for none up to 3 for emergency."""
        return list(Urgency).index(self)

    def or_higher(self, other: "Urgency") -> "Urgency":
        """The more pressing of the two."""
        return max(self, other, key=lambda level: level.rank)


class Intent(StrEnum):
    """What the writer wants; a text may hold several."""

    CONFIRM_VISIT = "confirm_visit"
    DECLINE_VISIT = "decline_visit"
    RESCHEDULE_VISIT = "reschedule_visit"
    RUNNING_LATE = "running_late"
    SYMPTOM_REPORT = "symptom_report"
    DIARY_ANSWER = "diary_answer"
    QUESTION = "question"
    MEDICATION_REPORT = "medication_report"
    SAMPLE_PROBLEM = "sample_problem"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    CHANGE_LANGUAGE = "change_language"
    WITHDRAW_STUDY = "withdraw_study"
    ALLOCATION_QUESTION = "allocation_question"
    TALK_TO_PERSON = "talk_to_person"
    COMPLAINT = "complaint"
    DISTRESS = "distress"
    THANKS = "thanks"
    WRONG_NUMBER = "wrong_number"
    OTHER = "other"


class Time(StrEnum):
    """When a sign was there; only the last days count at full level."""

    NOW = "now"
    VAGUE_PAST = "vague-past"
    LONG_PAST = "long-past"
    HYPOTHETICAL = "hypothetical"


class Person(StrEnum):
    """Of whom a sign was said."""

    CHILD = "child"
    OTHER = "other"


@dataclass(frozen=True)
class SignFound:
    """A sign of the pack's lists with the words it was found in, and why it counts as it does."""

    key: str
    level: Urgency
    words: str
    time: Time = Time.NOW
    person: Person = Person.CHILD
    negated: bool = False
    night: bool = False
    sae: bool = False
    answer: str = ""


@dataclass(frozen=True)
class Value:
    """A reading in the text, in the unit we keep: `temperature` °C, `weight` kg, `systolic` mmHg, `count`."""

    name: str
    amount: float
    words: str


@dataclass(frozen=True)
class Understanding:
    """Everything triage says of one text. `reason` is one line for people; `version` is the pack's lists'.

    `only_thanks`: it is made of thanks and of words that it was read, to the last letter.
    """

    language: Wording
    script: Script
    urgency: Urgency
    intents: tuple[Intent, ...] = ()
    topics: tuple[str, ...] = ()
    signs: tuple[SignFound, ...] = ()
    values: tuple[Value, ...] = ()
    rule: str = ""
    reason: str = ""
    version: str = ""
    unsure: bool = False
    discounted: tuple[SignFound, ...] = field(default=())
    only_thanks: bool = False

    @property
    def waits_for_nobody(self) -> bool:
        """Whether it surely says no more than thanks: no sign, not even a denied one, no reading, no wish."""
        found = self.signs or self.discounted or self.values or self.topics
        calm = self.urgency is Urgency.NONE and not self.unsure and not found
        return calm and self.only_thanks and self.intents == (Intent.THANKS,)

    @property
    def answer(self) -> str:
        """The kind of safety text that the signs of this urgency all ask for; empty if they do not agree on one."""
        asked = {sign.answer for sign in self.signs if sign.level is self.urgency}
        return asked.pop() if len(asked) == 1 else ""
