"""Reading one text against what a diary asks: values by their shape, words by their option, digits by their order.

Pure. A digit alone says nothing where several questions are open; what is not understood is never guessed.
"""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from backend.diary.spoken import YES_WORDS
from backend.protocol.instruments import Instrument
from backend.protocol.items import FreeText, Several
from backend.sittings.course import DIFFERS, Course
from backend.sittings.hear import hear
from backend.sittings.heard import Heard
from backend.sittings.phrase import answer_in, numbered
from backend.sittings.told import Told
from backend.sittings.words import correction, pieces
from backend.triage.short_reply import CHINESE_DIGITS, normalise

_DIGIT = re.compile(r"[0-9]{1,2}")
_NONE = frozenset({"0", "没有", "没", "无", "冇", "都对", "都没有", "none", "nothing"})


def read_text(text: str, course: Course, asked: Sequence[str]) -> Heard:
    """What the text gives, read against the steps that were asked. Never raises."""
    corrected = correction(text)
    if corrected is not None:
        heard = hear(pieces(corrected, asked=1), course, asked=(), anything=True)
        if heard.gives and not heard.unclear:
            return Heard(heard.told, heard.words, (), corrects=True)
    whole = hear(pieces(text, asked=len(course.line)), course, asked=course.line)
    if len(course.line) > 1 and whole.answers_all(course.line) and not whole.unclear:
        return whole  # the whole line anew, whatever was still open of it
    if len(asked) == 1:
        alone = _alone(text, course, asked[0])
        if alone is not None:
            return Heard(alone)
    return hear(pieces(text, asked=len(asked)), course, asked=asked)


def own_words(instrument: Instrument) -> str | None:
    """The item that takes whatever else a family says."""
    return next((each.key for each in instrument.items if isinstance(each, FreeText) and each.safety), None)


def _alone(text: str, course: Course, step: str) -> Told | None:
    """The answer to the one question that was asked; None for what is no plain answer to it."""
    item, said = course.item_of(step), normalise(text)
    if step == DIFFERS:
        return _which_differ(text, course) or _in_own_words(text, course)
    if isinstance(item, FreeText):
        return Told({step: text.strip()})
    if isinstance(item, Several):
        return _several(text, item)
    if item is not None and step == item.key:
        better = course.wrong(step)
        if better is not None and better.better and said in YES_WORDS | {"1"}:
            return Told({step: _mended(course.told.answers.get(step), better.better)})
        raw = answer_in(item, said)
        return Told({step: raw}) if raw is not None else None
    return None


def _several(text: str, item: Several) -> Told | None:
    """The options by their numbers, if the text is nothing else."""
    said = normalise(text)
    chosen = [numbered(item, each.plain) for each in pieces(text, asked=0)]
    if len(chosen) == 1 and chosen[0] is None and said.isascii() and said.isdigit():
        chosen = [numbered(item, digit) for digit in said]  # 13: the first and the third
    keys = [each for each in chosen if each is not None]
    return Told({item.key: list[JsonValue](keys)}) if keys and len(keys) == len(chosen) else None


def _mended(raw: JsonValue, better: str) -> JsonValue:
    """The answer as it was meant, measured where it was said to be."""
    return {**raw, "amount": better} if isinstance(raw, dict) else better


def _which_differ(text: str, course: Course) -> Told | None:
    said = pieces(text, asked=0)
    if len(said) == 1 and said[0].plain in _NONE:
        return Told(differs=())
    places = [_place_in(each.plain) for each in said]
    if not places or any(place is None or not 1 <= place <= len(course.to_differ) for place in places):
        return None
    return Told(differs=tuple(dict.fromkeys(course.to_differ[place - 1].key for place in places if place)))


def _place_in(words: str) -> int | None:
    number = CHINESE_DIGITS.get(words, words)
    return int(number) if _DIGIT.fullmatch(number) else None


def _in_own_words(text: str, course: Course) -> Told | None:
    """Words, without a number among them, for the question that takes any."""
    note = own_words(course.instrument)
    return Told({note: text.strip()}) if note is not None and not re.search(r"[0-9]", text) else None
