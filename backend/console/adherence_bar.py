"""The bar of the figures: each number as its part of what was due, with the way to its windows. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from backend.adherence.scope import Kind
from backend.adherence.tally import Counted, Tally, percent
from backend.console.adherence_asked import Asked
from backend.console.adherence_words import counted_as
from backend.console.reader import Reader

NUMBERS = {
    Counted.ON_TIME: "h0",
    Counted.LATE: "late",
    Counted.TRANSCRIBED: "told",
    Counted.MISSED: "h4",
    Counted.OVERDUE: "ho",
}
IF_ANY = {
    Kind.DIARIES: (Counted.OVERDUE,),
    Kind.VISITS: (Counted.OVERDUE, Counted.TRANSCRIBED),
    Kind.CONFIRMATIONS: (Counted.OVERDUE,),
}
BAR = 1040


@dataclass(frozen=True)
class Number:
    """One of the numbers, the way to its windows, and its part of the bar (from 0 to 1040)."""

    name: str
    style: str
    percent: int | None
    count: int
    href: str
    start: float
    width: float


def numbers(whole: Tally, asked: Asked, reader: Reader) -> list[Number]:
    """The four numbers, and what can still come, each as its part of the bar."""
    found, start = [], 0.0
    for counted, style in NUMBERS.items():
        count = whole.count(counted)
        if counted in IF_ANY[asked.kind] and not count:
            continue
        width = BAR * count / whole.due if whole.due else 0.0
        share = percent(Fraction(count, whole.due)) if whole.due else None
        href = asked.behind(reader, counted)
        name = counted_as(counted, asked.kind, reader)
        found.append(Number(name, style, share, count, href, start, max(0.0, width - 2)))
        start += width
    return found
