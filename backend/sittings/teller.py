"""Who texts a diary, and what they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend import vault
from backend.diary.submission import Writer
from backend.families.models import Family, Phone
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.short_reply import normalise


@dataclass(frozen=True)
class Teller:
    """The phone that writes, its family, and by which pack and when it is read; `wrote_at` is when its text came."""

    phone: Phone
    family: Family
    writer: Writer
    language: Language
    pack: Pack
    live: bool
    now: datetime
    wrote_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """The moment that says which diaries take an entry: a text that had to wait is of the evening it came."""
        return self.wrote_at or self.now


@dataclass(frozen=True)
class Text:
    """One text that came; `body` as it was typed."""

    id: str
    body: str
    received_at: datetime

    @property
    def mark(self) -> str:
        """By which the same words are known again."""
        return vault.blind(f"diary-text:{normalise(self.body)}")


@dataclass(frozen=True)
class Turn:
    """What is answered: a kind of wording with its values; none where nothing is to be said.

    `choices` are digits with what they begin, where it was not clear whose diary it is. `rest`: what else the text
    says is still to be brought to a person.
    """

    came: str
    kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, list[str]] = field(default_factory=dict)
    until: datetime | None = None
    subjects: tuple[str, ...] = ()
    rest: bool = False
