"""The pack's lists, compiled once: signs and markers, as they are written and as they sound."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.protocol.signs import Listening, Markers, Phrases, Sign, Threshold
from backend.triage.phrase import Pattern, compile_patterns, in_pinyin
from backend.triage.plain import fold

HOMOPHONE = 3
"""A slip of the ear is taken for a phrase of this many syllables or more: shorter ones sound alike by chance."""


@dataclass(frozen=True)
class CompiledSign:
    """A sign with its patterns, and with those that take it back."""

    sign: Sign
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class View:
    """One way of reading a text: as written, as pinyin, or as it sounds. `marks` by the names of `Markers`."""

    name: str
    signs: tuple[CompiledSign, ...]
    marks: Mapping[str, "re.Pattern[str] | None"]
    intents: Mapping[str, tuple[Pattern, ...]]
    not_intents: Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True)
class Rulebook:
    """Everything the rules need, with the version of the lists it came from."""

    written: View
    pinyin: View
    sounding: View
    thresholds: tuple[Threshold, ...]
    signs: Mapping[str, Sign]
    slips: Mapping[str, str]
    version: str


@lru_cache(maxsize=8)
def _compiled(version: str, holder: "_Holder") -> Rulebook:
    listening = holder.listening
    words = _classes(listening.words.words)
    written = _view("written", listening, words)
    return Rulebook(
        written=written,
        pinyin=_heard("pinyin", written, listening, words, at_least=1, phrases=2),
        sounding=_heard("sounding", written, listening, words, at_least=2, phrases=HOMOPHONE),
        thresholds=listening.thresholds.thresholds,
        signs={sign.key: sign for sign in listening.signs},
        slips={fold(slip): fold(meant) for slip, meant in listening.words.slips.items()},
        version=version,
    )


class _Holder:
    """Lets the cache go by version: the lists themselves are too big to hash on every text."""

    def __init__(self, listening: Listening, version: str) -> None:
        self.listening, self.version = listening, version

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.version == self.version


def compile_rules(listening: Listening) -> Rulebook:
    """The lists of a pack, compiled. Raises PatternError."""
    version = listening.version
    return _compiled(version, _Holder(listening, version))


def _classes(words: Mapping[str, Phrases]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(map(fold, phrases.patterns))) for name, phrases in words.items()}


def _view(name: str, listening: Listening, words: Mapping[str, Sequence[str]]) -> View:
    def compiled(phrases: Phrases) -> tuple[Pattern, ...]:
        return compile_patterns([fold(each) for each in phrases.patterns], words)

    def unless(sign: Sign) -> tuple[Pattern, ...]:
        return compile_patterns([fold(each) for each in sign.unless], words)

    return View(
        name=name,
        signs=tuple(CompiledSign(sign, compiled(sign), unless(sign)) for sign in listening.signs),
        marks={mark: _joined(compiled(getattr(listening.markers, mark))) for mark in Markers.model_fields},
        intents={intent: compiled(phrases) for intent, phrases in listening.intents.intents.items()},
        not_intents={intent: compiled(phrases) for intent, phrases in listening.intents.not_intents.items()},
    )


def _heard(
    name: str,
    written: View,
    listening: Listening,
    words: Mapping[str, Sequence[str]],
    *,
    at_least: int,
    phrases: int,
) -> View:
    """The Chinese patterns by their sound: whole phrases need more syllables than the parts of a longer pattern."""

    def by_sound(patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        short = [pattern for pattern in patterns if len(pattern.elements) == 1]
        long = [pattern for pattern in patterns if len(pattern.elements) > 1]
        return (*in_pinyin(short, at_least=phrases), *in_pinyin(long, at_least=at_least))

    def mark(field: str) -> "re.Pattern[str] | None":
        source = getattr(listening.markers, field)
        return _joined(in_pinyin(compile_patterns([fold(each) for each in source.patterns], words), at_least=1))

    return View(
        name=name,
        signs=tuple(
            CompiledSign(each.sign, by_sound(each.patterns), by_sound(each.unless)) for each in written.signs
        ),
        marks={field: mark(field) for field in Markers.model_fields},
        intents={intent: by_sound(patterns) for intent, patterns in written.intents.items()},
        not_intents={intent: by_sound(patterns) for intent, patterns in written.not_intents.items()},
    )


def _joined(patterns: tuple[Pattern, ...]) -> "re.Pattern[str] | None":
    """Markers have no gaps: their one pattern's one element is all there is."""
    return patterns[0].elements[0].search if patterns else None
