"""What the study listens for: the signs of each level, the words they are made of, and what takes a sign back.

Only values; `triage` compiles and applies them. A pattern is words with `{class}` for any word of a class,
`…` for a short gap, `&` for "near, in either order", and `*` after Latin letters for any ending.
Basis: triage guide, domain 3 and 7; every list waits for the site's approval.
"""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from backend.protocol.text import Bilingual, PackModel
from backend.protocol.wording import version_of

Level = Literal["emergency", "urgent", "routine", "part"]
"""`part` is no sign by itself, only a part of others."""
Reading = Literal["temperature", "systolic", "diastolic", "weight-gain", "vomits", "loose-stools", "pain"]
"""Amounts that thresholds are for: read in a text, or given in the diary."""
CLASS = re.compile(r"\{([a-z-]+)\}")
"""A word class named in a pattern."""


class Phrases(PackModel):
    """Patterns by language. `yue` holds what Cantonese says otherwise; `romanised` is Cantonese in Latin letters.

    Mandarin in pinyin and sound-alike slips are derived from `zh`.
    """

    zh: tuple[str, ...] = ()
    yue: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    romanised: tuple[str, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.zh, *self.yue, *self.en, *self.romanised)


class Sign(Phrases):
    """One sign. `night`: on-call is paged at night too; `sae`: perhaps a serious adverse event.

    `whoever`: counts of anybody and at any time (self-harm, abuse); `of_others`: counts of another person now
    (contact with an infection). `by_others`: another person beside it is who did it (an overdose). `all_of`: also
    there when every sign of one of these lists is. `unless`: patterns of any language; where one of them covers the
    words of the sign, it is not this sign (one vomit, not several). `yue_as_zh`: Cantonese says it as Mandarin does.
    `whole`: what a text says when it says nothing else. `answer`: the kind of safety text a family gets for it
    instead of its level's. `pauses`: it tells of a child's death, and everything cheerful stops for the family at
    once, until a person has said whether it goes on. `unclear`: beside that, it may as well mean something else, and
    nobody condoles. `living`: another child is named beside it: an emergency in the same text is answered as that
    child's.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: Bilingual
    level: Level
    night: bool = False
    sae: bool = False
    whoever: bool = False
    of_others: bool = False
    by_others: bool = False
    yue_as_zh: bool = False
    answer: str = ""
    pauses: bool = False
    unclear: bool = False
    living: bool = False
    all_of: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    whole: Phrases = Phrases()


class SignFile(PackModel):
    """The signs of one level, with word classes of their own beside those that all files share."""

    basis: str
    words: Mapping[str, Phrases] = Field(default_factory=dict)
    signs: tuple[Sign, ...]


class Markers(PackModel):
    """What changes how a sign counts.

    `own`: what one does or has oneself; `heeding`: what one does about another. `things`: machines, toys;
    `on` before it and `at` after it: only a place; `harming`: what things, animals or others do to a child.
    `bringing`: what others do for a child. `ailing`: somebody else is ill, or a thing broke. `acting`: a part is
    played. `favour`: after an "if", a courtesy; `what_then`: what is asked after a supposition. `enrolled`: who is
    named is the child after all. `fine`: the child is well. `asking`: only to know.
    `jest`: said after it, takes it back. `resolved`: over since long. `likening`: it looks as if.
    `addressed`: whom a family writes to. `handwriting`: where a child's own words stand.
    """

    negators: Phrases
    after_negators: Phrases
    fillers: Phrases
    joiners: Phrases
    contrast: Phrases
    others: Phrases
    myself: Phrases
    child: Phrases
    speech: Phrases
    long_past: Phrases
    vague_past: Phrases
    now: Phrases
    hypothetical: Phrases
    after_hypothetical: Phrases
    quoting: Phrases
    fiction: Phrases
    idioms: Phrases
    own: Phrases = Phrases()
    things: Phrases = Phrases()
    on: Phrases = Phrases()
    at: Phrases = Phrases()
    harming: Phrases = Phrases()
    bringing: Phrases = Phrases()
    favour: Phrases = Phrases()
    what_then: Phrases = Phrases()
    enrolled: Phrases = Phrases()
    ailing: Phrases = Phrases()
    acting: Phrases = Phrases()
    heeding: Phrases = Phrases()
    fine: Phrases = Phrases()
    asking: Phrases = Phrases()
    jest: Phrases = Phrases()
    resolved: Phrases = Phrases()
    likening: Phrases = Phrases()
    addressed: Phrases = Phrases()
    handwriting: Phrases = Phrases()


class Threshold(PackModel):
    """From this amount on, a reading is this sign."""

    reading: Reading
    at_least: float
    sign: str


class Thresholds(PackModel):
    """Readings that are signs, the highest first within a reading; a text counts for the first it reaches."""

    basis: str
    thresholds: tuple[Threshold, ...]


class Words(PackModel):
    """Word classes that patterns name in braces, and slips of the ear or the keyboard with what was meant."""

    words: Mapping[str, Phrases]
    slips: Mapping[str, str] = Field(default_factory=dict)


class Courtesies(PackModel):
    """Of what a text is made that waits for nobody: phrases as they are written, patterns none.

    `thanking` are thanks, and words by which somebody says that they have read a text; one of them must be there.
    `beside` and the emoji of `faces` may stand with it, and alone say too little: an "OK" may be an answer.
    """

    thanking: Phrases = Phrases()
    beside: Phrases = Phrases()
    faces: tuple[str, ...] = ()


class Intents(PackModel):
    """Phrases by which an intent is known, and those that only look like it and take back what they overlap.

    `whole` is all that a text says, `politeness` and particles aside; a sentence asks that begins with one of
    `openers`, or ends in one of `closers` or a question mark.
    """

    words: Mapping[str, Phrases] = Field(default_factory=dict)
    intents: Mapping[str, Phrases]
    whole: Mapping[str, Phrases] = Field(default_factory=dict)
    politeness: Phrases = Phrases()
    openers: Phrases = Phrases()
    closers: Phrases = Phrases()
    courtesies: Courtesies = Courtesies()
    not_intents: Mapping[str, Phrases] = Field(default_factory=dict)


class Topics(PackModel):
    """Phrases by which it is known what a question asks, by topic, and those that only look like it."""

    words: Mapping[str, Phrases] = Field(default_factory=dict)
    topics: Mapping[str, Phrases]
    not_topics: Mapping[str, Phrases] = Field(default_factory=dict)


class Listening(PackModel):
    """Everything the study listens for, in one value with one version, approved as one thing."""

    kind: ClassVar[str] = "triage"
    words: Words
    signs: tuple[Sign, ...]
    markers: Markers
    thresholds: Thresholds
    intents: Intents
    topics: Topics

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The lists as they are approved: each as canonical JSON, by its name."""
        lists = self.model_dump(mode="json", by_alias=True)
        return {name: json.dumps(each, ensure_ascii=False, sort_keys=True) for name, each in lists.items()}

    @cached_property
    def version(self) -> str:
        """The hash that names these lists; any change changes it."""
        return version_of(self.sources)
