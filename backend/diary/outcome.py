"""What became of an entry that was sent: kept or not, why not, and what the family is told at once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.concerns.advise import Advice
from backend.diary.answers import Ask, Problem
from backend.diary.models import Entry, EntryVersion
from backend.diary.state import Timing
from backend.diary.windows import Window
from backend.errors import ConflictError, NuanxinError


class Outcome(StrEnum):
    """`kept-before`: the same was sent again. The rest are refusals: nothing was kept, a worry in it stands."""

    KEPT = "kept"
    SAME = "kept-before"
    CHANGED = "entry-changed"
    TO_MEND = "answers-to-mend"
    TO_CONFIRM = "answers-to-confirm"
    CLOCK_WRONG = "clock-wrong"
    NOT_IN_STUDY = "not-in-study"
    FORM_UNKNOWN = "form-unknown"


class EntryChangedError(ConflictError):
    """The id belongs to what was kept before, and that said something else."""

    type = Outcome.CHANGED.value


class NotInStudyError(ConflictError):
    """The child's consent did not stand when this was written."""

    type = Outcome.NOT_IN_STUDY.value


class FormUnknownError(ConflictError):
    """No such version of the form was ever given out."""

    type = Outcome.FORM_UNKNOWN.value


class EntryRefusedError(NuanxinError):
    """Answers are missing, cannot be right or are to be confirmed, or the time of writing lies ahead."""

    status_code = 422

    def __init__(self, outcome: Outcome, said: str) -> None:
        super().__init__(said)
        self.type = outcome.value


CONFLICTS = {each.type: each for each in (EntryChangedError, NotInStudyError, FormUnknownError)}


@dataclass(frozen=True)
class Recorded:
    """What became of it. `any_time`: its instrument waits for no window; `read_by`: a person reads it by then."""

    outcome: Outcome
    entry: Entry | None = None
    version: EntryVersion | None = None
    window: Window | None = None
    timing: Timing | None = None
    any_time: bool = False
    problems: tuple[Problem, ...] = ()
    asks: tuple[Ask, ...] = ()
    advice: Advice | None = None
    read_by: datetime | None = None

    @property
    def is_kept(self) -> bool:
        """Whether it is in the diary, now or since before."""
        return self.outcome in (Outcome.KEPT, Outcome.SAME)

    @property
    def is_outside(self) -> bool:
        """Whether it names a day, or is of an instrument with days, that no window stands for."""
        return self.is_kept and self.window is None and not self.any_time

    @property
    def refusal(self) -> NuanxinError | None:
        """Raise it after the commit: a worry in what was refused stands."""
        if self.is_kept:
            return None
        sentences = [(each.item, each.sentence) for each in self.problems]
        sentences += [(each.item, each.sentence) for each in self.asks]
        said = "; ".join(f"{item}: {sentence}" for item, sentence in sentences)
        known = CONFLICTS.get(self.outcome.value)
        return known(self.outcome.value) if known is not None else EntryRefusedError(self.outcome, said)
