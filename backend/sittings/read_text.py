"""Reading one text against what a diary asks: values by their shape, words by their option, digits by their order.

Pure. A digit alone says nothing where several questions are open; what is not understood is never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import JsonValue

from backend.diary.read_answer import read_answer
from backend.diary.spoken import (
    NO_WORDS,
    UNUSUAL_WORDS,
    USUAL_WORDS,
    YES_WORDS,
    is_words,
    option_numbered,
    option_said,
)
from backend.languages import Language
from backend.protocol.instruments import USUAL as USUAL_STEP
from backend.protocol.instruments import Instrument
from backend.protocol.items import NO, YES, Count, FreeText, Item, Number, Pressure, Several, Temperature, YesNo
from backend.sittings.course import DIFFERS, PLACE, SURE, USUAL, Course
from backend.sittings.told import Told
from backend.sittings.words import Piece, correction, is_small_talk, pieces
from backend.triage.short_reply import CHINESE_DIGITS, normalise

LONGEST_PHRASE = 5
SEVERAL = 3
"""Answers that make a text a diary whatever else it says."""
_DIGIT = re.compile(r"[0-9]{1,2}")
_NUMERIC = re.compile(r"[-+−]?[0-9]+(?:\.[0-9]+)?")
_PAIR = re.compile(r"[0-9]{2,3} ?/ ?[0-9]{2,3}")
_NONE = frozenset({"0", "没有", "没", "无", "冇", "都对", "都没有", "none", "nothing"})


@dataclass(frozen=True)
class Heard:
    """What a text gave; `words` no question claimed, `unclear` pieces look like answers but cannot be one."""

    told: Told
    words: str = ""
    unclear: tuple[str, ...] = ()
    corrects: bool = False

    @property
    def gives(self) -> bool:
        """Whether it answers anything."""
        return self.told.says_something

    def answers_all(self, steps: Sequence[str]) -> bool:
        """Whether it answers every one of these."""
        return all(self.told.usual is not None if step == USUAL else step in self.told.answers for step in steps)

    def is_line(self, course: Course) -> bool:
        """Whether it can only be a line of this diary: a temperature or several answers; words only beside many."""
        temperature = any(isinstance(course.instrument.item(key), Temperature) for key in self.told.answers)
        given = len(self.told.answers) + (self.told.usual is not None)
        enough = given >= SEVERAL if self.words else temperature or given > 1
        return enough and not self.unclear


def read_text(text: str, course: Course, asked: Sequence[str]) -> Heard:
    """What the text gives, read against the steps that were asked. Never raises."""
    corrected = correction(text)
    if corrected is not None:
        reader = _Reader(course, asked=(), anything=True)
        heard = reader.hear(pieces(corrected, asked=1))
        if heard.gives and not heard.unclear:
            return Heard(heard.told, heard.words, (), corrects=True)
    whole = _Reader(course, asked=course.line, anything=False).hear(pieces(text, asked=len(course.line)))
    if len(course.line) > 1 and whole.answers_all(course.line) and not whole.unclear:
        return whole  # the whole line anew, whatever was still open of it
    if len(asked) == 1:
        alone = _alone(text, course, asked[0])
        if alone is not None:
            return Heard(alone)
    return _Reader(course, asked=asked, anything=False).hear(pieces(text, asked=len(asked)))


def _alone(text: str, course: Course, step: str) -> Told | None:
    """The answer to the one question that was asked; None for what is no plain answer to it."""
    item, said = course.item_of(step), normalise(text)
    if step == DIFFERS:
        return _which_differ(text, course) or _in_own_words(text, course)
    if isinstance(item, FreeText):
        return Told({step: text.strip()})
    if isinstance(item, Several):
        chosen = [_numbered(item, each.plain) for each in pieces(text, asked=0)]
        if len(chosen) == 1 and chosen[0] is None and said.isascii() and said.isdigit():
            chosen = [_numbered(item, digit) for digit in said]  # 13: the first and the third
        keys = [each for each in chosen if each is not None]
        return Told({step: list[JsonValue](keys)}) if keys and len(keys) == len(chosen) else None
    if item is not None and step == item.key:
        better = course.wrong(step)
        if better is not None and better.better and said in YES_WORDS | {"1"}:
            return Told({step: _mended(course.told.answers.get(step), better.better)})
        raw = _answer_in(item, said)
        return Told({step: raw}) if raw is not None else None
    return None


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


def _in_own_words(text: str, course: Course) -> Told | None:
    """Words, without a number among them, for the question that takes any."""
    note = own_words(course.instrument)
    return Told({note: text.strip()}) if note is not None and not re.search(r"[0-9]", text) else None


def own_words(instrument: Instrument) -> str | None:
    """The item that takes whatever else a family says."""
    return next((each.key for each in instrument.items if isinstance(each, FreeText) and each.safety), None)


class _Reader:
    """Goes through a text's pieces; `left` are the asked steps that no piece has answered yet.

    With `anything` every question may be answered, but only by its name or by what nothing else can be.
    """

    def __init__(self, course: Course, *, asked: Sequence[str], anything: bool) -> None:
        self._course, self._anything = course, anything
        self._left = list(course.line) if anything else list(asked)
        self._asked = len(self._left)
        self._answers: dict[str, JsonValue] = {}
        self._usual: bool | None = None
        self._sure: list[str] = []
        self._ordered: list[str] = []
        self._named, self._place = "", ""

    def hear(self, said: Sequence[Piece]) -> Heard:
        words, unclear, at = list[str](), list[str](), 0
        lone = len(said) == 1 and self._asked > 1
        while at < len(said):
            length = self._longest(said[at : at + LONGEST_PHRASE], lone=lone)
            if not length:
                piece, length = said[at], 1
                if _NUMERIC.fullmatch(piece.plain) or (lone and piece.plain in YES_WORDS | NO_WORDS):
                    unclear.append(piece.typed)
                elif not is_small_talk(piece):
                    words.append(piece.typed)
            at += length
        if unclear:
            self._take_back_ordered()
        told = Told(self._answers, usual=self._usual, sure=tuple(self._sure))
        return Heard(told, " ".join(words), tuple(unclear))

    def _take_back_ordered(self) -> None:
        """More numbers than questions: which number answers which is not known."""
        for step in self._ordered:
            if step == USUAL:
                self._usual = None
            self._answers.pop(step, None)

    def _longest(self, said: Sequence[Piece], *, lone: bool) -> int:
        """How many of the next pieces together are something; 0 if the next one is nothing."""
        for length in range(len(said), 0, -1):
            phrase = " ".join(piece.plain for piece in said[:length]).strip()
            if phrase and self._take(phrase, whole=length == 1, lone=lone):
                return length
        return 0

    def _take(self, phrase: str, *, whole: bool, lone: bool) -> bool:
        if self._named:
            step, self._named = self._named, ""
            if self._give(step, phrase):
                return True
        if self._name(phrase, whole=whole) or self._by_shape(phrase) or self._by_words(phrase, lone=lone):
            return True
        return whole and not self._anything and not lone and self._by_order(phrase)

    def _name(self, phrase: str, *, whole: bool) -> bool:
        """A question called by its name: `尿2`, or the name alone before its answer."""
        for name, step in _names(self._course):
            if not phrase.startswith(name):
                continue
            rest = phrase[len(name) :]
            if name.isascii() and rest[:1].isalpha():
                continue
            rest = re.sub(r"^[\s:=是系为]+|^ ?(?:is|was) ", "", rest)
            if rest:
                return self._give(step, rest)
            if whole:
                self._named = step
                return True
        return False

    def _give(self, step: str, phrase: str) -> bool:
        """Answer this very question, if the phrase can."""
        if step == USUAL:
            return self._say_usual(phrase)
        item = self._course.instrument.item(step)
        if isinstance(item, Temperature) and not _is_many(phrase):
            amount, where = _amount_and_place(item, phrase)
            phrase, self._place = amount, where or self._place
        raw = None if item.reads and _is_many(phrase) else _answer_in(item, phrase)
        if raw is None and isinstance(item, Temperature) and _NUMERIC.fullmatch(phrase):
            raw = phrase
        if raw is not None and isinstance(item, Temperature) and self._place:
            raw = {"amount": raw, "place": self._place}
        return raw is not None and self._answer(step, raw)

    def _by_shape(self, phrase: str) -> bool:
        """Amounts that show what they are: a temperature, a number with its unit, a blood pressure."""
        for item in self._course.instrument.items:
            if isinstance(item, Temperature) and self._temperature(item, phrase):
                return True
            if isinstance(item, Number) and not item.when and _has_unit(item, phrase):
                return self._answer(item.key, phrase)
            if isinstance(item, Pressure) and not item.when and _PAIR.fullmatch(phrase):
                return self._answer(item.key, phrase)
        return False

    def _temperature(self, item: Temperature, phrase: str) -> bool:
        """The amount, or the place that stands before or after it. A second amount needs a point to be one."""
        place = option_said(item.places, phrase)
        if place is not None and (item.key in self._answers or self._left[:1] == [item.key]):
            self._place = place
            if item.key in self._answers:
                return self._answer(item.key, {"amount": self._answers[item.key], "place": place})
            return True
        asked = self._anything or item.key in self._left
        amount, where = _amount_and_place(item, phrase)
        readable = _is_temperature(item, amount) or (bool(where) and _NUMERIC.fullmatch(amount) is not None)
        if item.key in self._answers or not readable or not (asked or "." in phrase):
            return False
        where = where or self._place
        return self._answer(item.key, {"amount": amount, "place": where} if where else amount)

    def _by_words(self, phrase: str, *, lone: bool) -> bool:
        """The words of an option of something that is asked."""
        if phrase.isdigit() or phrase in CHINESE_DIGITS or (lone and phrase in YES_WORDS | NO_WORDS):
            return False
        for step in self._left:
            if step == USUAL and self._say_usual(phrase):
                return True
            if step.endswith(SURE) and phrase in YES_WORDS | NO_WORDS:
                return self._say_sure(step, right=phrase in YES_WORDS)
            if step.endswith(PLACE) and self._say_place(step, phrase):
                return True
            raw = self._by_option(step, phrase)
            if raw is not None:
                return self._answer(step, raw)
        return False

    def _by_option(self, step: str, phrase: str) -> JsonValue:
        item = self._course.item_of(step)
        if item is None or step != item.key:
            return None
        if isinstance(item, Temperature | Number | Pressure):
            return phrase if item.skip is not None and is_words(phrase, item.skip, item.skip_said) else None
        if isinstance(item, Count | FreeText):
            return None
        key = option_said(item.choices, phrase, yes_no=isinstance(item, YesNo))
        return [key] if key is not None and isinstance(item, Several) else key

    def _by_order(self, phrase: str) -> bool:
        """A number answers the next question that takes one. A single digit is no temperature."""
        digit = CHINESE_DIGITS.get(phrase, phrase)
        if not _NUMERIC.fullmatch(digit):
            return False
        short = _DIGIT.fullmatch(digit) is not None and len(digit) == 1
        for step in list(self._left):
            if short and isinstance(self._course.item_of(step), Temperature) and step == self._key(step):
                continue
            self._ordered.append(step)
            return self._numbered(step, digit)
        return False

    def _numbered(self, step: str, digit: str) -> bool:
        if step == DIFFERS:
            return False
        if step.endswith(PLACE):
            return self._say_place(step, digit)
        if step == USUAL or step.endswith(SURE):
            right = digit == "1"
            return digit in ("0", "1", "2") and (
                self._say_usual("是" if right else "不是") if step == USUAL else self._say_sure(step, right=right)
            )
        return self._numbered_item(step, self._course.instrument.item(step), digit)

    def _numbered_item(self, step: str, item: Item, digit: str) -> bool:
        if isinstance(item, FreeText):
            return False
        key = _numbered(item, digit) if item.choices else None
        if key is None:
            return self._answer(step, digit)  # an amount, or a digit that no option has: asked about
        return self._answer(step, [key] if isinstance(item, Several) else key)

    def _say_usual(self, phrase: str) -> bool:
        if phrase not in USUAL_WORDS | UNUSUAL_WORDS:
            return False
        self._usual = phrase in USUAL_WORDS
        self._done(USUAL)
        return True

    def _say_sure(self, step: str, *, right: bool) -> bool:
        key = self._key(step)
        doubt = self._course.doubt(key)
        if right and doubt is not None:
            self._sure.append(doubt.mark)
        elif not right:
            self._answers[key] = None
        self._done(step)
        return True

    def _say_place(self, step: str, phrase: str) -> bool:
        item = self._course.instrument.item(self._key(step))
        place = option_numbered(item.places, phrase) if isinstance(item, Temperature) else None
        if place is None:
            return False
        before = self._course.told.answers.get(item.key)
        amount = before.get("amount") if isinstance(before, dict) else before
        self._answers[item.key] = {"amount": amount, "place": place}
        self._done(step)
        return True

    def _answer(self, key: str, raw: JsonValue) -> bool:
        self._answers[key] = raw
        self._done(key)
        return True

    def _done(self, step: str) -> None:
        if step in self._left:
            self._left.remove(step)

    @staticmethod
    def _key(step: str) -> str:
        return step.split(".", 1)[0]


def _numbered(item: Item, words: str) -> str | None:
    """The option a digit stands for; where only yes and no are offered, 0 is no."""
    if isinstance(item, YesNo) and words == "0":
        return NO
    return option_numbered(item.choices, words)


def _answer_in(item: Item, phrase: str) -> JsonValue:
    """The raw answer a phrase is to this item: an option, or an amount that can be read; None if it is neither."""
    if isinstance(item, FreeText):
        return None
    if item.choices:
        key = _numbered(item, phrase) or _within(item, phrase)
        return [key] if key is not None and isinstance(item, Several) else key
    answer, wrong = read_answer(item, phrase, Language.EN)
    return phrase if answer is not None or (wrong is not None and wrong.better) else None


def _within(item: Item, phrase: str) -> str | None:
    """A yes or no with a word around it: `没有了`."""
    if not isinstance(item, YesNo):
        return None
    bare = re.sub(r"[了的啊呀哦嘅]+$", "", phrase)
    return (YES if bare in YES_WORDS else NO) if bare in YES_WORDS | NO_WORDS else None


def _is_temperature(item: Temperature, phrase: str) -> bool:
    """Whether it reads as one and looks like one: a decimal, a degree sign, or a number no digit key stands for."""
    if re.fullmatch(r"[0-9]|[一二两三四五六七八九]", phrase) or _is_many(phrase):
        return False
    answer, wrong = read_answer(item, phrase, Language.EN)
    return (answer is not None and answer.meant is not None) or (wrong is not None and bool(wrong.better))


def _amount_and_place(item: Temperature, phrase: str) -> tuple[str, str]:
    """`腋下36.8` in its two parts; no place where none is said."""
    for place in item.places:
        names = (place.label.zh_hans, place.label.en, *place.said)
        for name in sorted(map(normalise, names), key=lambda each: -len(each)):
            if name in phrase and phrase != name:
                return phrase.replace(name, "").strip(), place.key
    return phrase, ""


def _is_many(phrase: str) -> bool:
    """Whether several pieces together are several answers: all that are, except an amount in English words."""
    return " " in phrase and re.fullmatch(r"[a-z ]+", phrase) is None


def _has_unit(item: Number, phrase: str) -> bool:
    answer, _ = read_answer(item, phrase, Language.EN)
    return answer is not None and answer.meant is not None and not _NUMERIC.fullmatch(phrase)


def _place_in(words: str) -> int | None:
    number = CHINESE_DIGITS.get(words, words)
    return int(number) if _DIGIT.fullmatch(number) else None


@cache
def _names_of(called: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str], ...]:
    named = [(normalise(name), step) for step, names in called for name in names]
    return tuple(sorted(named, key=lambda each: -len(each[0])))


def _names(course: Course) -> Iterator[tuple[str, str]]:
    """Every name of a question with its step, the longest first."""
    called = tuple((USUAL if each.item == USUAL_STEP else each.item, each.called) for each in course.instrument.sms)
    yield from _names_of(called)
