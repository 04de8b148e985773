"""What a digit under a text may mean to the diary: that somebody wants to fill in the one it asks for."""

from dataclasses import dataclass
from datetime import date

DIARY = "diary"


@dataclass(frozen=True)
class DiaryMeant:
    """The diary of one child for one day."""

    child_id: str
    instrument: str
    due_on: date

    @property
    def mark(self) -> str:
        """How it stands under a digit: `child/daily/2026-12-10`."""
        return f"{self.child_id}/{self.instrument}/{self.due_on.isoformat()}"


def diary_choice(meant: DiaryMeant) -> list[str]:
    """What a digit means that begins this diary."""
    return [DIARY, meant.mark]


def diary_meant(mark: str) -> DiaryMeant:
    """The diary a mark names."""
    child_id, instrument, due_on = mark.split("/")
    return DiaryMeant(child_id, instrument, date.fromisoformat(due_on))
