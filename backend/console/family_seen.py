"""What the page of a family shows: plain words, ready to be read; a template decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.console.seen import Callback, Form, Tag
from backend.console.today_seen import Line


@dataclass(frozen=True)
class Item:
    """One thing that happened. `part` is what it is shown under; `why` leads to the story of a text."""

    when: datetime
    part: str
    head: str
    more: str = ""
    quote: str = ""
    lang: str = ""
    ours: bool = False
    tag: Tag | None = None
    icon: str = "pen"
    tone: str = ""
    why: str = ""
    link: str = ""
    at: str = ""


@dataclass(frozen=True)
class DayOf:
    """What happened on one day, the newest first."""

    name: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Fact:
    """A name and what is known under it; `more` goes on where the words may break."""

    name: str
    words: str
    tag: Tag | None = None
    more: str = ""


@dataclass(frozen=True)
class DiaryDue:
    """A diary that can be written down now. `until` says until when it is taken; empty for one at any time."""

    name: str
    until: str
    link: str


@dataclass(frozen=True)
class DiariesShown:
    """How a child's diaries are kept; `due` may be written down by phone now, `left_out` too late to be on time.

    `days` is how far back those left out go.
    """

    summary: str
    due: Sequence[DiaryDue] = ()
    left_out: Sequence[DiaryDue] = ()
    days: int = 0


@dataclass(frozen=True)
class ChildShown:
    """One child with its dates, visits and diaries."""

    code: str
    about: str
    dates: Sequence[Fact]
    visits: Sequence[Fact]
    diaries: DiariesShown


@dataclass(frozen=True)
class FamilyPage:
    """One family."""

    code: str
    about: str
    days: Sequence[DayOf]
    older: str
    shown: str
    children: Sequence[ChildShown]
    people: Sequence[Callback]
    lines: Sequence[Line]
    forms: Sequence[Form]
    paused: bool
