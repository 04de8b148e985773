"""What the page of today shows: plain words, ready to be read; a template decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.console.clock_face import ClockFace
from backend.console.seen import Form, Link, Row, Tag


@dataclass(frozen=True)
class Line:
    """One line of the list. `key` names it on the page; `words` are empty for whoever reads by code only.

    `told`: what just came of it, instead of its acts; `refused`: that somebody else was quicker.
    """

    key: str
    code: str
    family: str
    head: str
    why: Sequence[str]
    words: str = ""
    lang: str = ""
    clock: ClockFace | None = None
    at: str = ""
    at_more: str = ""
    tags: Sequence[Tag] = ()
    alarm: bool = False
    acts: Sequence[Form] = ()
    told: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the list, with how much stands in it."""

    key: str
    title: str
    counted: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class WeekDay:
    """One day of the week's visits."""

    name: str
    count: int
    today: bool


@dataclass(frozen=True)
class Ahead:
    """One appointment of the days to come."""

    at: str
    code: str
    family: str
    visit: str
    tag: Tag


@dataclass(frozen=True)
class Done:
    """A line that left the list today, with its outcome."""

    at: str
    code: str
    head: str
    outcome: str
    by: str


@dataclass(frozen=True)
class TodayPage:
    """Today: first a sentence that says what to do."""

    lead: str
    first: str
    first_at: str
    concerns: Sequence[Row]
    concerns_counted: str
    parts: Sequence[Part]
    later: Sequence[Line]
    done: Sequence[Done]
    week: Sequence[WeekDay]
    ahead: Sequence[Ahead]
    gaps: Sequence[str]
    on_call: Sequence[str]
    clear: bool
    unsent: int
    held: Sequence[Link]
    said: Sequence[str] = field(default_factory=tuple)
