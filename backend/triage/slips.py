"""Slips of the keyboard, the ear and the voice input, put right before a text is read."""

import re
from collections.abc import Mapping

from backend.triage.plain import fold


class Slips:
    """What was typed, and what was meant. Latin ones stand as whole words; spaces in them match any."""

    def __init__(self, slips: Mapping[str, str]) -> None:
        self._meant = {fold(slip): fold(meant) for slip, meant in slips.items()}
        longest = sorted(self._meant, key=lambda slip: (-len(slip), slip))
        self._search = re.compile("|".join(map(_literal, longest))) if longest else None

    def mend(self, folded: str) -> str:
        """The text as it was meant."""
        if self._search is None:
            return folded
        return self._search.sub(lambda found: self._meant[re.sub(r"\s+", " ", found[0])], folded)


def _literal(slip: str) -> str:
    escaped = re.escape(slip).replace(r"\ ", r"\s+")
    return rf"(?<![a-z]){escaped}(?![a-z])" if slip.isascii() else escaped
