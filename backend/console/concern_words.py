"""Levels, states, sources, outcomes and acts in words."""

from collections.abc import Iterable, Mapping

from backend.concerns.models import Source, State
from backend.console.reader import Reader
from backend.console.seen import Tag
from backend.languages import marked
from backend.protocol.given import LEVEL_WORDS
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

TONES = {Urgency.EMERGENCY: "now", Urgency.URGENT: "day"}
STATES = {
    State.OPEN: (marked("Nobody has it"), "wait", "ask"),
    State.ACKNOWLEDGED: (marked("%(who)s has it"), "note", ""),
    State.CALLED: (marked("%(who)s reached the family"), "ok", "check"),
    State.RESOLVED: (marked("Closed by %(who)s"), "ok", "check"),
}
SOURCES = {
    Source.TEXT: marked("Text message"),
    Source.ENTRY: marked("Diary entry"),
    Source.SAMPLE: marked("Sample problem"),
    Source.FAILED_SAFETY: marked("Safety message that did not arrive"),
    Source.STAFF: marked("Told to staff"),
    Source.MODEL: marked("Text message, second reading"),
}
ENTRY_AGAIN = marked("Diary entry, second reading")
OUTCOMES = {
    "advised": marked("Advised by phone, the child stays at home"),
    "seen": marked("Seen at the site"),
    "emergency-care": marked("Went to an emergency department"),
    "admitted": marked("Admitted to hospital"),
    "nothing": marked("No cause for worry"),
    "not-reached": marked("Could not be reached in any way"),
    "other": marked("Something else, see the note"),
}
LANGUAGES = {
    "zh-Hans": marked("Simplified Chinese"),
    "zh-Hant": marked("Traditional Chinese"),
    "yue": marked("Cantonese"),
    "en": marked("English"),
}
QUOTES = {"yue": "yue-Hans"}


def level_words(reader: Reader, level: str) -> str:
    """A level in words: the same as in the page that a person gets by text."""
    key = Urgency.ROUTINE.value if level == Urgency.NONE.value else level
    return LEVEL_WORDS[key].in_(reader.language)


def level_tag(reader: Reader, level: str) -> Tag:
    """A level as its shape and word."""
    key = Urgency.ROUTINE.value if level == Urgency.NONE.value else level
    return Tag(key, level_words(reader, level))


def state_tag(reader: Reader, state: str, who: str) -> Tag:
    """A state, with who has it."""
    words, tone, icon = STATES[State(state)]
    return Tag(state, reader.say(words, who=who) if "%" in words else reader.say(words), tone, icon)


def source_words(reader: Reader, facts: Mapping[str, str]) -> str:
    """Where a signal came from."""
    source = Source(facts["source"])
    return reader.say(ENTRY_AGAIN if source is Source.MODEL and facts.get("entry") else SOURCES[source])


def outcome_words(reader: Reader, outcome: str) -> str:
    """What came of it; what somebody wrote in another way stays as written."""
    return reader.say(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome


def sign_words(keys: Iterable[str], pack: Pack, reader: Reader) -> str:
    """Signs by their names in the pack; one that it no longer has, by its key."""
    names = {sign.key: sign.name.in_(reader.language) for sign in pack.listening.signs}
    between = ", " if reader.language.value == "en" else "、"
    return between.join(names.get(key, key) for key in keys)


def quote_lang(language: str) -> str:
    """The `lang` of a quote, so that its glyphs are right."""
    return QUOTES.get(language, language or "zh-Hans")
