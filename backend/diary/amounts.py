"""Numbers as families type them: full-width, in Chinese, `38度5`, with a unit; a comma is told, not guessed.

Source: triage reads the same words in a text; here one number is asked for, so nothing else may stand beside it.
"""

import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from backend.diary.answers import Code
from backend.triage.numerals import chinese_number, with_digits
from backend.triage.plain import fold, plain
from backend.triage.readings import in_digits
from backend.triage.temperatures import temperatures

LONGEST = 40
_NO_KEY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Characters that no keyboard has, and that no database or page takes."""
_DASHES = str.maketrans({"−": "-", "–": "-", "﹣": "-", "\ufe0f": None, "\u20e3": None})
_POINT = re.compile(r"(?<=[0-9])\s?[.。·点]\s?(?=[0-9])")
_COMMA = re.compile(r"(?<=[0-9])\s?[,、]\s?(?=[0-9])")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_RANGE = re.compile("一[二两]|[二两]三|三四|四五|五六|六七|七八|八九")
_ONE = re.compile(r"([^0-9+-]*)([+-]?[0-9]+(?:\.[0-9]+)?)(半?)([^0-9]*?)(半?)")
_PAIR = re.compile(
    r"(?:血压|上压|高压|收缩压|bp)? ?([0-9]{1,3})"
    r"(?:[-/\\,、~ ]|下压?|低压|舒张压|和|到|over|by|on)+([0-9]{1,3})(?: ?mmhg)?"
)
_ABOUT = re.compile("^(?:大约|大概|差不多|约|about |around |~)")
_DEGREES = frozenset({"", "度", "°", "°c", "c"})
_TIMES = frozenset({"", "次", "回", "趟", "times", "time", "x"})
_SPOKEN = dict.fromkeys(("没有", "没", "无", "冇", "no", "none", "never"), 0) | {"once": 1, "twice": 2}
FAHRENHEIT = (94, 110)


class UnreadableError(Exception):
    """Not one number; `better` is what was perhaps meant by `typed`."""

    def __init__(self, code: Code, better: str = "", typed: str = "") -> None:
        super().__init__(code)
        self.code, self.better, self.typed = code, better, typed


def cleaned(words: str) -> str:
    """A family's own words without characters that nobody typed, and without space around them."""
    return _NO_KEY.sub("", words).strip()


def tidy(words: str) -> str:
    """One width, script and case; a point for what stands for one. Raises UnreadableError for a decimal comma."""
    if len(words) > LONGEST:
        raise UnreadableError(Code.NOT_A_NUMBER)
    said = _POINT.sub(".", _ABOUT.sub("", fold(words.translate(_DASHES)).strip()).strip())
    if _COMMA.search(said):
        raise UnreadableError(Code.COMMA, _COMMA.sub(".", said))
    return said


def words_of(raw: object) -> str:
    """A raw answer as it was typed. Raises UnreadableError for what is no text and no finite number."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise UnreadableError(Code.NOT_A_NUMBER)
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise UnreadableError(Code.NOT_A_NUMBER)
        return format(Decimal(repr(raw)).normalize(), "f")
    if isinstance(raw, int) and abs(raw) >= 10**LONGEST:
        raise UnreadableError(Code.NOT_A_NUMBER)
    return cleaned(str(raw)[: LONGEST + 1])


def celsius_in(words: str) -> Decimal:
    """The one temperature in °C. Raises UnreadableError."""
    said = tidy(words)
    if _PLAIN.fullmatch(said):
        amount = Decimal(said)
        if FAHRENHEIT[0] <= amount <= FAHRENHEIT[1]:
            raise UnreadableError(Code.FAHRENHEIT, str(rounded((amount - 32) / Decimal("1.8"), 1)), said)
        return amount
    if not _RANGE.search(said):
        found = {value.amount for value, _ in temperatures(in_digits(plain(said)))}
        if len(found) == 1:
            return Decimal(str(found.pop()))
    number, beside = number_in(words)
    if beside not in _DEGREES:
        raise UnreadableError(Code.NOT_A_NUMBER)
    return number


def number_in(words: str) -> tuple[Decimal, str]:
    """The one number, and the words beside it: a unit, or nothing. Raises UnreadableError."""
    said = tidy(words)
    if _RANGE.search(said):
        raise UnreadableError(Code.NOT_A_NUMBER)
    written = chinese_number(said)
    if written is not None:
        return Decimal(written), ""
    found = _ONE.fullmatch(_POINT.sub(".", with_digits(said)))
    if found is None:
        raise UnreadableError(Code.NOT_A_NUMBER)
    before, amount, half, after, then_half = (each.strip() for each in found.groups())
    return Decimal(amount) + (Decimal("0.5") if half or then_half else 0), f"{before}{after}"


def count_in(words: str) -> int:
    """How many times. Raises UnreadableError."""
    said = tidy(words)
    if said in _SPOKEN:
        return _SPOKEN[said]
    amount, beside = number_in(words)
    if beside not in _TIMES or amount != amount.to_integral_value():
        raise UnreadableError(Code.NOT_A_NUMBER)
    return int(amount)


def pair_in(words: str) -> tuple[int, int]:
    """An upper and a lower number, however they are parted. Raises UnreadableError."""
    if len(words) > LONGEST:
        raise UnreadableError(Code.NOT_A_NUMBER)
    found = _PAIR.fullmatch(with_digits(fold(words)).strip())
    if found is None:
        raise UnreadableError(Code.NOT_A_NUMBER)
    return int(found[1]), int(found[2])


def unit_in(beside: str, units: Mapping[str, frozenset[str]]) -> str | None:
    """The key of the unit that the words beside a number are; empty for none. None: they are no unit."""
    if not beside:
        return ""
    return next((key for key, names in units.items() if beside in names), None)


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """To so many decimals, halves up."""
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
