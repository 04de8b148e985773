"""Which of its children a picture draws: some at a time, the lowest first or by code, with the way to the others."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backend.adherence.tally import Tally, percent
from backend.console.adherence_asked import Asked, Order
from backend.console.reader import Reader
from backend.languages import marked

AT_A_TIME = 60
PLACE = "#a1"
NEVER_DUE = 101
ORDERS = {Order.LOWEST: marked("the lowest first"), Order.CODE: marked("by code")}


@dataclass(frozen=True)
class Drawn:
    """The children of one picture. `first` and `last` count among `all` from 1; `before` and `after` lead on."""

    codes: Sequence[str]
    first: int
    last: int
    all: int
    before: str
    after: str
    orders: Sequence[tuple[str, str, bool]]


def drawn(codes: Sequence[str], asked: Asked, reader: Reader) -> Drawn:
    """The part of the children, in their order, that is asked for; a page after the last is the last."""
    pages = max(1, -(-len(codes) // AT_A_TIME))
    page = min(asked.page, pages)
    begin = (page - 1) * AT_A_TIME
    shown = codes[begin : begin + AT_A_TIME]
    return Drawn(
        codes=shown,
        first=begin + 1,
        last=begin + len(shown),
        all=len(codes),
        before=replace(asked, page=page - 1).at() + PLACE if page > 1 else "",
        after=replace(asked, page=page + 1).at() + PLACE if page < pages else "",
        orders=[
            (reader.say(words), replace(asked, order=order, page=1).at() + PLACE, order is asked.order)
            for order, words in ORDERS.items()
        ],
    )


def lowest_first(children: Mapping[str, Tally]) -> list[str]:
    """The codes of the children; of whom nothing was due yet comes after those of whom something was."""
    return sorted(children, key=lambda code: (*_low(children[code]), code))


def count_below(target: int, lowest: Sequence[str], children: Mapping[str, Tally]) -> int:
    """How many of these, the lowest first, do not reach so many percent."""

    def reached(code: str) -> int:
        value = percent(children[code].rate)
        return NEVER_DUE if value is None else value

    return bisect_left(lowest, target, key=reached)


def _low(tally: Tally) -> tuple[bool, float]:
    return tally.due == 0, tally.on_time / tally.due if tally.due else 0.0
