"""Numbers as people write them: `三十八度五`, `两`, `thirty nine`."""

import re

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CHINESE = re.compile("[零〇一二两三四五六七八九十百]+")
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "ninety": 90}
_ENGLISH = re.compile(
    rf"\b(?:(?P<hundred>one )?hundred(?: and)? ?)?(?:(?P<tens>{'|'.join(_TENS)})[ -]?)?"
    rf"(?P<ones>{'|'.join(_SMALL[:10])})?\b"
)


def chinese_number(words: str) -> int | None:
    """`三十八` is 38, `一百零四` is 104, digits one by one are those digits; None if it is neither."""
    if not words or not _CHINESE.fullmatch(words):
        return None
    if not set(words) & set("十百"):
        return int("".join(str(_DIGITS[each]) for each in words))
    total, digit = 0, 0
    for each in words:
        if each in _DIGITS:
            digit = _DIGITS[each]
        else:
            total += (digit or 1) * (10 if each == "十" else 100)
            digit = 0
    return total + digit


def with_digits(text: str) -> str:
    """The text with Chinese numerals, and English ones that could be readings, in digits."""
    text = _CHINESE.sub(lambda found: str(chinese_number(found[0])), text)
    return _ENGLISH.sub(_english, text) if re.search("[a-z]", text) else text


def _english(found: "re.Match[str]") -> str:
    if not found["tens"] and not found["hundred"]:
        return found[0]
    ones = _SMALL.index(found["ones"]) if found["ones"] else 0
    total = (100 if "hundred" in found[0] else 0) + _TENS.get(found["tens"] or "", 0) + ones
    return str(total)
