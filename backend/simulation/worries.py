"""What worried parents write, and when: texts of the pack's simulation.yaml with the level each deserves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from backend.languages import Language
from backend.protocol.text import PackModel
from backend.simulation.pack_file import Texts, read_pack_file
from backend.triage.understanding import Urgency


@dataclass(frozen=True)
class Worry:
    """A text and the level it deserves; `none` for one that only looks like a worry and must raise nothing."""

    text: str
    level: Urgency
    language: Language


class Worries(PackModel):
    """Texts by level and language."""

    texts: dict[Urgency, dict[Language, Texts]]

    @cached_property
    def all(self) -> tuple[Worry, ...]:
        """Every text once, in the file's order."""
        return tuple(
            Worry(text, level, language)
            for level, languages in self.texts.items()
            for language, texts in languages.items()
            for text in texts
        )

    @cached_property
    def truth(self) -> dict[str, Urgency]:
        """The level each text deserves."""
        return {each.text: each.level for each in self.all}

    def of(self, level: Urgency) -> tuple[Worry, ...]:
        """The texts of one level."""
        return tuple(each for each in self.all if each.level is level)


def read_worries(folder: Path) -> Worries:
    """The texts of the pack in `folder`. Raises PackInvalid."""
    return Worries(texts=read_pack_file(folder).texts)


def worries_of_year(
    worries: Worries, phone: str, language: str, start: datetime, *, seed: int
) -> list[tuple[datetime, str]]:
    """When the owner of a phone worries in the year from `start`, and what they write, at any hour of the day.

    An emergency may be followed by a second text within the hour: people write again when it gets no easier. What was
    urgent may be back within two days, by day or by night, when somebody has phoned about it.
    """
    back = Random(f"worries-back:{seed}:{phone}")
    rng = Random(f"worries:{seed}:{phone}")
    mine = [each for each in worries.all if each.language == language]
    real = [each for each in mine if each.level is not Urgency.NONE]
    alike = [each for each in mine if each.level is Urgency.NONE]
    texts = []
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        at, worry = _moment(rng, start), rng.choice(real)
        texts.append((at, worry.text))
        if worry.level is Urgency.EMERGENCY and rng.random() < 0.4:
            again = rng.choice([each for each in real if each.level is Urgency.EMERGENCY])
            texts.append((at + timedelta(minutes=rng.randint(3, 40)), again.text))
        if worry.level is Urgency.URGENT and back.random() < 0.5:
            again = back.choice([each for each in real if each.level is Urgency.URGENT])
            texts.append((at + timedelta(minutes=back.randint(60, 48 * 60)), again.text))
    texts += [(_moment(rng, start), rng.choice(alike).text) for _ in range(rng.choice((0, 1, 2)))]
    return sorted(texts)


def _moment(rng: Random, start: datetime) -> datetime:
    return start + timedelta(days=rng.randrange(50, 400), minutes=rng.randrange(24 * 60))
