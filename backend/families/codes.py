"""Participant and family codes as people type them."""

import re
import unicodedata

CODE = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,31}")


def clean_code(text: str) -> str:
    """A code as it is stored: half-width, upper-case, without spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def is_code(text: str) -> bool:
    """Whether `text` is a code as it is stored."""
    return CODE.fullmatch(text) is not None
