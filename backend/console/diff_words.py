"""What a moved date does to a child's year, in words, before it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.console.reader import Reader
from backend.console.task_words import TaskWords
from backend.languages import day, marked
from backend.schedule.diff import Change, ChangeKind
from backend.schedule.timeline import Window

KINDS = {
    ChangeKind.MOVED: (marked("moves"), ""),
    ChangeKind.CANCELED: (marked("is no longer part of the year"), "due"),
    ChangeKind.NEW: (marked("is new"), ""),
    ChangeKind.MISSED: (marked("its days would be over already"), "due"),
    ChangeKind.OUTSIDE: (marked("its appointment would lie outside its days: book it anew"), "due"),
}


@dataclass(frozen=True)
class Moved:
    """One visit: what happens to it, and its days before and after."""

    visit: str
    what: str
    tone: str
    before: str
    after: str


def moved(changes: Sequence[Change], reader: Reader, words: TaskWords) -> list[Moved]:
    """Every change, in order of date."""
    return [_moved(change, reader, words) for change in changes]


def _moved(change: Change, reader: Reader, words: TaskWords) -> Moved:
    what, tone = KINDS[change.kind]
    return Moved(
        words.visit(change.visit), reader.say(what), tone, _days(change.before, reader), _days(change.after, reader)
    )


def _days(window: Window | None, reader: Reader) -> str:
    if window is None:
        return ""
    opens, closes = (day(on, reader.language) for on in (window.opens_on, window.closes_on))
    return reader.say("%(opens)s to %(closes)s", opens=opens, closes=closes)
