"""Numbers as people write them: `三十八度五`, `卅八`, `一百三`, `thirty nine`, `one forty`.

Only numerals that can be an amount become digits: 一直, 万一, 周一 and 第一 stay words.
"""

import re

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS_SIGNS = {"十": 10, "廿": 20, "卅": 30, "卌": 40}
_NUMERAL = "零〇一二两三四五六七八九十百廿卅卌"
_CHINESE = re.compile(rf"[{_NUMERAL}]+")
_TWO = re.compile(
    "(?<=[十百廿卅卌][一二三四五六七八九])(?=[一二三四五六七八九]十)|(?<=百[一二三四五六七八九]十)(?=[一二三四五六七八九]十)"
)
"""Where two numbers stand together: `九十六六十` is a blood pressure of 96/60."""
_UNIT = re.compile("度|点[零一二三四五六七八九]|公?斤|千克|kg|次|回|趟|个?小时|天|日|毫升|个钟")
_NOT_AMOUNT_AFTER = frozenset("万第周期拜统唯单惟同")
_WEEK = frozenset("周期拜")
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH = re.compile(
    rf"\b(?:(?P<hundred>(?:one |a )?hundred(?: and)? ?|one (?={'|'.join(_TENS)})))?(?:(?P<tens>{'|'.join(_TENS)}) ?)?"
    rf"(?P<ones>{'|'.join(_ONES)})?\b"
)
_DIGIT_BY_DIGIT = re.compile(rf"\b(?:{'|'.join(_ONES)})(?: (?:{'|'.join(_ONES)})){{2,3}}\b")
_AFTER_POINT = re.compile(rf"(?<=\d )(point|dot) ({'|'.join(_ONES)})\b")


def chinese_number(words: str) -> int | None:
    """`三十八` is 38, `一百零四` 104, `一百三` 130, digits one by one are those digits; None if it is neither."""
    if not _CHINESE.fullmatch(words):
        return None
    if not set(words) & {*_TENS_SIGNS, "百"}:
        return int("".join(str(_DIGITS[each]) for each in words))
    if re.fullmatch("[一二两]百[一二三四五六七八九]", words):
        words += "十"
    total, digit = 0, 0
    for each in words:
        if each in _DIGITS:
            digit = _DIGITS[each]
        elif each == "百":
            total, digit = (digit or 1) * 100, 0
        else:
            total, digit = total + (digit or 1) * _TENS_SIGNS[each], 0
    return total + digit


def with_digits(text: str) -> str:
    """The text with the numerals that can be amounts in digits."""
    said = _CHINESE.sub(_chinese, _TWO.sub("/", text))
    if not re.search("[a-z]", said):
        return said
    said = _DIGIT_BY_DIGIT.sub(lambda found: "".join(str(_ONES.index(each)) for each in found[0].split()), said)
    return _AFTER_POINT.sub(lambda found: f"{found[1]} {_ONES.index(found[2])}", _ENGLISH.sub(_english, said))


def _chinese(found: "re.Match[str]") -> str:
    words, text = found[0], found.string
    before, after = text[: found.start()], text[found.end() :]
    if len(words) > 1 and before[-1:] in _WEEK:
        return words[0] + str(chinese_number(words[1:]))
    if len(words) == 1 and words != "十":
        fraction = re.search(rf"[\d{_NUMERAL}][度点]$", before) is not None
        if not fraction and (_UNIT.match(after) is None or before[-1:] in _NOT_AMOUNT_AFTER):
            return words
    if re.match(r"\d", after) or (before[-1:] in _NOT_AMOUNT_AFTER and len(words) == 1):
        return words
    return str(chinese_number(words))


def _english(found: "re.Match[str]") -> str:
    if not found["tens"] and not found["hundred"]:
        return found[0]
    tens = 10 * (_TENS.index(found["tens"]) + 2) if found["tens"] else 0
    ones = _ONES.index(found["ones"]) if found["ones"] else 0
    end = " " if found[0].endswith(" ") else ""
    return str((100 if found["hundred"] else 0) + tens + ones) + end
