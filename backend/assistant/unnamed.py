"""A text without what tells who somebody is: names, numbers of a phone's or a code's length, addresses."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from backend.languages import traditional
from backend.triage.pinyin import syllable
from backend.triage.plain import fold, is_han

SOMEONE, NUMBER, ADDRESS = "[someone]", "[number]", "[address]"
_DIGITS = re.compile(r"\+?\d(?:[\s\-‐-―.()/·]{0,2}\d){3,}")
_SPOKEN = re.compile(r"[零〇一二三四五六七八九幺]{4,}")
_CODES = re.compile(r"(?<![a-z0-9])[a-z]{1,5}[-_]?\d{2,}(?![a-z0-9])", re.IGNORECASE)
_ADDRESSES = re.compile(r"\S+@\S+|https?://\S+|wxid_\w+", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"(?P<said>我叫|名叫|叫做|名字叫|名字是|姓名是?[:：]?)\s*[\u4e00-\u9fff·]{2,4}"
    r"|(?P<told>\b(?i:my name is|name is|named|am called|is called)\s+)[A-Za-z][\w'-]*(?:\s+[A-Z][\w'-]*)?"
)


def unnamed(text: str, names: Iterable[str]) -> str:
    """The text with neutral words where these names, in either script or in pinyin, and such numbers stood."""
    said = unicodedata.normalize("NFKC", text)
    said = _ADDRESSES.sub(ADDRESS, said)
    forms = {form for name in names for form in _forms(name)}
    for form in sorted(forms, key=len, reverse=True):
        said = re.sub(_pattern(form), SOMEONE, said, flags=re.IGNORECASE)
    said = _INTRODUCED.sub(lambda found: f"{found['said'] or found['told']}{SOMEONE}", said)
    for pattern in (_CODES, _DIGITS, _SPOKEN):
        said = pattern.sub(NUMBER, said)
    return said


def _forms(name: str) -> Iterator[str]:
    """How a name may be written."""
    plain = unicodedata.normalize("NFKC", name).strip()
    if not any(map(str.isalnum, plain)):
        return
    yield from (plain, traditional(plain), fold(plain))
    if len(plain) > 1 and all(map(is_han, plain)):
        yield " ".join(map(syllable, plain))


def _pattern(form: str) -> str:
    """Its letters, with or without spaces between; a Latin one only as words of its own."""
    letters = r"[\s\-·]*".join(re.escape(char) for char in form if char.isalnum())
    return letters if any(map(is_han, form)) else rf"(?<![a-z0-9]){letters}(?![a-z0-9])"
