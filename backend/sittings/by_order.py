"""A number that says nothing of itself: it answers the next asked question that takes one."""

import re

from backend.protocol.items import FreeText, Item, Several, Temperature
from backend.sittings.course import DIFFERS, PLACE, SURE, USUAL
from backend.sittings.gathered import Gathered, key_of
from backend.sittings.phrase import NUMERIC, numbered
from backend.triage.short_reply import CHINESE_DIGITS

_SHORT = re.compile(r"[0-9]")


def by_order(found: Gathered, phrase: str) -> bool:
    """Take the number for the next question that takes one. A single digit is no temperature."""
    digit = CHINESE_DIGITS.get(phrase, phrase)
    if not NUMERIC.fullmatch(digit):
        return False
    short = _SHORT.fullmatch(digit) is not None
    for step in list(found.left):
        if short and isinstance(found.course.item_of(step), Temperature) and step == key_of(step):
            continue
        found.ordered.append(step)
        return _numbered(found, step, digit)
    return False


def _numbered(found: Gathered, step: str, digit: str) -> bool:
    if step == DIFFERS:
        return False
    if step.endswith(PLACE):
        return found.say_place(step, digit)
    if step == USUAL or step.endswith(SURE):
        right = digit == "1"
        return digit in ("0", "1", "2") and (
            found.say_usual("是" if right else "不是") if step == USUAL else found.say_sure(step, right=right)
        )
    return _numbered_item(found, step, found.course.instrument.item(step), digit)


def _numbered_item(found: Gathered, step: str, item: Item, digit: str) -> bool:
    if isinstance(item, FreeText):
        return False
    key = numbered(item, digit) if item.choices else None
    if key is None:
        return found.answer(step, digit)  # an amount, or a digit that no option has: asked about
    return found.answer(step, [key] if isinstance(item, Several) else key)
