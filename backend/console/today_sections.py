"""Where each task stands on the day's list: which part, in which order, or put off until later. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.concerns.models import Task, TaskKind
from backend.concerns.put_off_task import NEVER_PUT_OFF


class Section(StrEnum):
    """A part of the list, in the order in which a morning goes through them."""

    CALLS = "calls"
    READ = "read"
    VISITS = "visits"
    DIARY = "diary"
    DELIVERY = "delivery"
    BOOK = "book"
    ROTA = "rota"


SECTION_OF = {
    TaskKind.CALL_NOW: Section.CALLS,
    TaskKind.NOBODY_ON_CALL: Section.CALLS,
    TaskKind.CALL_BACK: Section.CALLS,
    TaskKind.CALL_MADE: Section.CALLS,
    TaskKind.CALL_UNCONFIRMED: Section.CALLS,
    TaskKind.CALL_MISSED: Section.CALLS,
    TaskKind.CONFIRM_PHONE: Section.CALLS,
    TaskKind.WITHDRAWAL_ASKED: Section.CALLS,
    TaskKind.UNBLINDING_REQUEST: Section.CALLS,
    TaskKind.READ_MESSAGE: Section.READ,
    TaskKind.READ_ENTRY: Section.READ,
    TaskKind.UNKNOWN_SENDER: Section.READ,
    TaskKind.RECORD_RESULT: Section.VISITS,
    TaskKind.CALL_DIARY: Section.DIARY,
    TaskKind.UNREACHABLE: Section.DELIVERY,
    TaskKind.NOT_SENT: Section.DELIVERY,
    TaskKind.OPTED_OUT: Section.DELIVERY,
    TaskKind.WRONG_NUMBER: Section.DELIVERY,
    TaskKind.ROUTE_HALTED: Section.DELIVERY,
    TaskKind.BOOK_VISIT: Section.BOOK,
    TaskKind.REBOOK_VISIT: Section.BOOK,
    TaskKind.ROTA_GAP: Section.ROTA,
}


@dataclass(frozen=True)
class Arranged:
    """The open tasks by part, those put off apart."""

    parts: dict[Section, list[Task]]
    later: list[Task]

    @property
    def now(self) -> list[Task]:
        """All that is to be done today, in the order of the page."""
        return [task for part in self.parts.values() for task in part]


def arrange(tasks: Iterable[Task], *, now: datetime) -> Arranged:
    """Every open task in exactly one place; whoever was promised an hour before those who were not."""
    parts: dict[Section, list[Task]] = {section: [] for section in Section}
    later: list[Task] = []
    for task in tasks:
        if task.put_off_until is not None and task.put_off_until > now:
            later.append(task)
        else:
            parts[SECTION_OF[TaskKind(task.kind)]].append(task)
    return Arranged({section: in_order(part) for section, part in parts.items()}, by_return(later))


def in_order(tasks: Sequence[Task]) -> list[Task]:
    """What cannot be put off first, then by the hour it is due."""
    return sorted(tasks, key=lambda task: (task.kind not in NEVER_PUT_OFF, task.due_by, task.number))


def by_return(tasks: Sequence[Task]) -> list[Task]:
    """The next to come back first."""
    return sorted(tasks, key=lambda task: (task.put_off_until or task.due_by, task.number))
