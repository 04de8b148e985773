"""What the pages about concerns show: plain words, ready to be read; a template decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.console.clock_face import ClockFace


@dataclass(frozen=True)
class Tag:
    """A level or a state: `key` picks the shape, `tone` the colour, `words` say it."""

    key: str
    words: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Row:
    """One concern of the list. `words` are empty for whoever reads by code only.

    `called`: its number in words, as the page by text names it. `waits`: the family was promised a call.
    """

    number: int
    called: str
    code: str
    level: Tag
    state: Tag
    about: str
    words: str
    lang: str
    why: Sequence[str]
    clock: ClockFace | None
    since: str
    since_words: str
    alarm: bool
    can_take: bool
    seen: int
    waits: bool = False


@dataclass(frozen=True)
class ListPage:
    """The list: first a sentence that says where to begin."""

    lead: str
    first: int | None
    first_words: str
    counted: str
    rows: Sequence[Row]
    on_call: Sequence[str]
    all: bool


@dataclass(frozen=True)
class Signal:
    """What was said once, by whom and when."""

    words: str
    lang: str
    tone: str
    by: str


@dataclass(frozen=True)
class Callback:
    """A number to phone, whose it is, and how it is dialled."""

    shown: str
    dialled: str
    about: str


@dataclass(frozen=True)
class Link:
    """The way to another concern."""

    number: int
    words: str


@dataclass(frozen=True)
class Fact:
    """One line of what is known; the first of `lines` is the fact, the rest say where it is from.

    `langs` holds the `lang` of those lines that are quoted as somebody else read them.
    """

    name: str
    lines: Sequence[str]
    links: Sequence[Link] = ()
    style: str = ""
    langs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step of the timeline."""

    at: str
    head: str
    by: str
    more: str
    lang: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class Field:
    """One question of a form; `kind` is area, text, choice, select or an input's type."""

    name: str
    kind: str
    label: str
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Form:
    """One act. `first` is the one to do now; `errors` name a field each, `values` are what was typed."""

    act: str
    action: str
    title: str
    button: str
    fields: Sequence[Field] = ()
    hint: str = ""
    first: bool = False
    seen: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ConcernPage:
    """One concern."""

    heading: str
    level: Tag
    state: Tag
    about: str
    clocks: Sequence[ClockFace]
    signals: Sequence[Signal]
    callbacks: Sequence[Callback]
    facts: Sequence[Fact]
    steps: Sequence[Step]
    forms: Sequence[Form]
    held: str = ""
