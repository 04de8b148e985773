"""How well messages are understood: what the labels say beside what was read, counted. No printing here."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from backend.triage.labelled import Row
from backend.triage.understanding import Intent, Understanding, Urgency, Wording

MUST_KNOW = (Intent.OPT_OUT, Intent.WITHDRAW_STUDY, Intent.ALLOCATION_QUESTION, Intent.TALK_TO_PERSON)
"""The intents that a text may never be misread in: each has a target of its own."""


@dataclass(frozen=True)
class Read:
    """A row and what it was read as."""

    row: Row
    as_: Understanding

    @property
    def off_by(self) -> int:
        """Levels too high, negative for too low."""
        return self.as_.urgency.rank - self.row.urgency.rank

    @property
    def weight(self) -> tuple[int, int]:
        """For sorting the worst first: a level lost weighs more than one raised, from a high one most."""
        lost = -self.off_by if self.off_by < 0 else 0
        gained = max(0, self.off_by)
        return (-(lost * (1 + self.row.urgency.rank)), -gained)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """None of nothing."""
        return self.count / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.count / self.of:7.2%} ({self.count}/{self.of})" if self.of else "      – (0)"


@dataclass(frozen=True)
class Target:
    """A figure with what it must reach: at least, or at most."""

    name: str
    share: Share
    bound: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Nothing to count is met."""
        value = self.share.value
        return value is None or (value >= self.bound if self.at_least else value <= self.bound)


@dataclass(frozen=True)
class Figures:
    """Everything that is counted over some rows."""

    reads: tuple[Read, ...]

    @cached_property
    def confusion(self) -> Counter[tuple[Urgency, Urgency]]:
        """How often each level (first) was read as each (second)."""
        return Counter((read.row.urgency, read.as_.urgency) for read in self.reads)

    def reached(self, said: Urgency, level: Urgency) -> Share:
        """Of the rows that are `said`, those read as `level` or higher."""
        return self._of(lambda read: read.row.urgency is said, lambda read: read.as_.urgency.rank >= level.rank)

    def raised_to(self, level: Urgency) -> Share:
        """Of the rows below a level, those read as it or higher."""
        return self._of(
            lambda read: read.row.urgency.rank < level.rank, lambda read: read.as_.urgency.rank >= level.rank
        )

    @property
    def lost(self) -> Share:
        """Emergencies read as none or routine."""
        emergencies = self.reached(Urgency.EMERGENCY, Urgency.URGENT)
        return Share(emergencies.of - emergencies.count, emergencies.of)

    @property
    def language(self) -> Share:
        """Rows whose language was told right."""
        return self._of(lambda _: True, lambda read: read.row.language is read.as_.language)

    def recall(self, intent: Intent) -> Share:
        """Of the rows with an intent, those in which it was found."""
        return self._of(lambda read: intent in read.row.intents, lambda read: intent in read.as_.intents)

    def precision(self, intent: Intent) -> Share:
        """Of the rows in which an intent was found, those that have it."""
        return self._of(lambda read: intent in read.as_.intents, lambda read: intent in read.row.intents)

    def worst(self, most: int) -> Sequence[Read]:
        """The mistakes of level, the gravest first."""
        wrong = [read for read in self.reads if read.off_by]
        return sorted(wrong, key=lambda read: (read.weight, read.row.id))[:most]

    def targets(self) -> tuple[Target, ...]:
        """The figures that decide, with their bounds."""
        levels = (
            Target("emergency recall", self.reached(Urgency.EMERGENCY, Urgency.EMERGENCY), 0.97),
            Target("emergency lost (none, routine)", self.lost, 0.01, at_least=False),
            Target("urgent or higher for urgent", self.reached(Urgency.URGENT, Urgency.URGENT), 0.94),
            Target("emergency on none", self.reached(Urgency.NONE, Urgency.EMERGENCY), 0.01, at_least=False),
            Target("urgent or higher on none", self.reached(Urgency.NONE, Urgency.URGENT), 0.05, at_least=False),
            Target("language", self.language, 0.97),
        )
        recalls = (Target(f"{intent.value} recall", self.recall(intent), 0.96) for intent in MUST_KNOW)
        precisions = (Target(f"{intent.value} precision", self.precision(intent), 0.92) for intent in MUST_KNOW)
        return (*levels, *recalls, *precisions)

    def _of(self, asked: Callable[[Read], bool], found: Callable[[Read], bool]) -> Share:
        chosen = [read for read in self.reads if asked(read)]
        return Share(sum(map(found, chosen)), len(chosen))


def figures(rows: Iterable[Row], read: Callable[[str], Understanding]) -> Figures:
    """Reads every row and counts."""
    return Figures(tuple(Read(row, read(row.text)) for row in rows))


def by_language(whole: Figures) -> dict[Wording, Figures]:
    """The same figures for each language of the labels, those without a row left out."""
    split = {wording: tuple(each for each in whole.reads if each.row.language is wording) for wording in Wording}
    return {wording: Figures(reads) for wording, reads in split.items() if reads}
