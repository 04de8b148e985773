"""What checking a pack finds, from errors that must be mended to notes worth knowing."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`error`: mend it before use. `warning`: look at it. `note`: nothing to mend in the files."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing found, with its place; `line` is None where it is about the whole file."""

    level: Level
    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{self.level.value}: {place}: {self.message}"
