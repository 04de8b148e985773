"""What the page of the audit shows: plain words, ready to be read; a template decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """What changed under one name."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class AuditLine:
    """One entry. `shut`: why its values are not shown; `elsewhere`: they are where its family is asked for.

    `same`: how many values the act left as they were.
    """

    day: str
    hour: str
    stream: str
    seq: int
    family: bool
    words: str
    action: str
    by: str
    about: str
    values: Sequence[Value]
    same: int
    reason: str
    shut: str
    elsewhere: bool


@dataclass(frozen=True)
class AuditPage:
    """The page. `fields` are the filters as they were given, `older` the address of what came before."""

    lines: Sequence[AuditLine]
    fields: Mapping[str, str]
    rooms: Sequence[tuple[str, str]]
    older: str
    check: str
    wrong: str
    by_code: bool


@dataclass(frozen=True)
class Checked:
    """What checking a chain found: nothing, or where it is broken, in words."""

    stream: str
    entries: int
    faults: Sequence[str]


@dataclass(frozen=True)
class CheckPage:
    """What checking several found. `next` is the address of the rest."""

    lead: str
    broken: Sequence[Checked]
    kept: Sequence[Checked]
    next: str
    back: str
