"""The cells of one row, read by column; what is wrong is gathered, so that a person sees it all at once."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from backend.families.phone_numbers import Number, PhoneRefusedError, parse
from backend.families.vocabulary import YES

LONGEST = 60
DATE = re.compile(r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?")


class Cells:
    """Reads cells and remembers `problems`; a refused cell yields a harmless value, never used."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.problems: list[str] = []
        self.refused: set[str] = set()

    def refuse(self, column: str, why: str) -> None:
        """Remember that `column` is wrong."""
        self.problems.append(f"{column} {why}")
        self.refused.add(column)

    def any(self, prefix: str) -> bool:
        """Whether any column of that prefix is filled."""
        return any(value for column, value in self._cells.items() if column.startswith(prefix))

    def text(self, column: str, *, required: bool = False) -> str:
        """The text of a cell on one line; empty where there is none."""
        value = self._cells.get(column, "")
        if required and not value:
            self.refuse(column, "is missing")
        elif len(value) > LONGEST:
            self.refuse(column, f"is longer than {LONGEST} characters")
        elif any(unicodedata.category(letter) in ("Cc", "Co", "Cs") or letter == "\ufffd" for letter in value):
            self.refuse(column, "has characters that cannot be printed; is the file's encoding right?")
        return value

    def word(self, column: str, words: Mapping[str, str], *, required: bool = True) -> str:
        """What the word in a cell stands for; empty where there is none, or none that is known."""
        written = unicodedata.normalize("NFKC", self._cells.get(column, "")).strip().lower()
        if not written and not required:
            return ""
        meaning = words.get(written) or words.get(written.replace(" ", "-").replace("_", "-"), "")
        if not meaning:
            known = ", ".join(dict.fromkeys(words.values()))
            self.refuse(column, f"is {'unknown' if written else 'missing'}; write one of: {known}")
        return meaning

    def yes(self, column: str, *, empty: bool) -> bool:
        """A yes or no; `empty` is what an empty cell means."""
        written = self.word(column, YES, required=False)
        return written == "yes" if written else empty

    def day(self, column: str) -> date:
        """A date, its year first: 2026-03-05, 2026/3/5 as Excel writes it, or 2026年3月5日."""
        written = unicodedata.normalize("NFKC", self._cells.get(column, ""))
        match = DATE.fullmatch(written)
        try:
            if match is None:
                raise ValueError(written)
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            wrong = "is not a date" if written else "is missing"
            self.refuse(column, f"{wrong}; write it as YYYY-MM-DD, such as 2026-03-05")
            return date.min

    def phone(self, column: str, region: str) -> Number:
        """A mobile number; without a country code it is one of `region` or of the mainland."""
        try:
            return parse(self._cells.get(column, ""), region)
        except PhoneRefusedError as refusal:
            self.refuse(column, f"is refused. {refusal}".rstrip("."))
            return Number("", "")
