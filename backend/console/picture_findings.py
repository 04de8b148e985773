"""What each picture of the study shows, in a sentence for its heading. Pure."""

from collections.abc import Sequence

from backend.adherence.tally import Tally
from backend.console.reader import Reader
from backend.console.study_pictures import Bar, Pictures, Row

MEANT, ARRIVED = 1, 3
PRESSING, SOON = slice(0, 2), slice(0, 2)
"""The rows of emergencies and same-day concerns; the bars up to an hour."""


def findings(page: Pictures, reader: Reader) -> dict[str, str]:
    """A sentence a picture."""
    return {
        "visits": _visits(page.came, reader),
        "texts": _texts(page.funnel, reader),
        "taken": _waits(page.taken, reader),
        "called": _waits(page.called, reader),
    }


def _visits(all_of_them: Tally, reader: Reader) -> str:
    return reader.say(
        "%(came)s came within their days, %(late)s on another day, %(missed)s did not",
        came=all_of_them.on_time,
        late=all_of_them.late,
        missed=all_of_them.missed,
    )


def _texts(funnel: Sequence[Bar], reader: Reader) -> str:
    meant, arrived = funnel[MEANT].count, funnel[ARRIVED].count
    return reader.say("%(arrived)s of %(meant)s that were meant to go arrived", arrived=arrived, meant=meant)


def _waits(rows: Sequence[Row], reader: Reader) -> str:
    pressing = rows[PRESSING]
    count = sum(row.count for row in pressing)
    if count == 0:
        return reader.say("no emergency and no same-day concern so far")
    soon = sum(bar.count for row in pressing for bar in row.bars[SOON])
    return reader.say(
        "%(soon)s of %(count)s emergencies and same-day concerns within an hour", soon=soon, count=count
    )
