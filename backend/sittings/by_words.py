"""The words of an option, of something that is asked."""

from pydantic import JsonValue

from backend.diary.spoken import NO_WORDS, YES_WORDS, is_words, option_said
from backend.protocol.items import Count, FreeText, Number, Pressure, Several, Temperature, YesNo
from backend.sittings.course import PLACE, SURE, USUAL
from backend.sittings.gathered import Gathered
from backend.triage.short_reply import CHINESE_DIGITS


def by_words(found: Gathered, phrase: str, *, lone: bool) -> bool:
    """Take the words for the first asked step that has them; a `lone` yes or no is nobody's."""
    if phrase.isdigit() or phrase in CHINESE_DIGITS or (lone and phrase in YES_WORDS | NO_WORDS):
        return False
    for step in found.left:
        if step == USUAL and found.say_usual(phrase):
            return True
        if step.endswith(SURE) and phrase in YES_WORDS | NO_WORDS:
            return found.say_sure(step, right=phrase in YES_WORDS)
        if step.endswith(PLACE) and found.say_place(step, phrase):
            return True
        raw = _option(found, step, phrase)
        if raw is not None:
            return found.answer(step, raw)
    return False


def _option(found: Gathered, step: str, phrase: str) -> JsonValue:
    item = found.course.item_of(step)
    if item is None or step != item.key:
        return None
    if isinstance(item, Temperature | Number | Pressure):
        return phrase if item.skip is not None and is_words(phrase, item.skip, item.skip_said) else None
    if isinstance(item, Count | FreeText):
        return None
    key = option_said(item.choices, phrase, yes_no=isinstance(item, YesNo))
    return [key] if key is not None and isinstance(item, Several) else key
