"""What can come of a task, and what each outcome changes besides closing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import Task, TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by
from backend.devices.end_on_phone import end_on_phone
from backend.errors import ConflictError
from backend.families import queries as families
from backend.families.confirm_phone import confirm as confirm_phone
from backend.families.phone_queries import phone_by_id
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.schedule.book import book
from backend.schedule.confirm import ask_to_move, confirm
from backend.schedule.give_up_phone import give_up_phone
from backend.schedule.happen import Act
from backend.schedule.results import attend, miss


class VisitChangedError(ConflictError):
    """The visit no longer stands as the task says."""

    type = "visit-changed"


@dataclass(frozen=True)
class Doing:
    """One task done by one person at one moment; `appointment_at` and `campus` where a visit is booked."""

    session: Session
    task: Task
    by: str
    pack: Pack
    now: datetime
    appointment_at: datetime | None = None
    campus: str = ""

    def act(self) -> Act:
        """The visit that the task is about. Raises NotFoundError."""
        child = families.child_by_code(self.session, self.task.child_code or "")
        family = families.family_by_id(self.session, child.family_id)
        return Act(child, family, self.task.facts.get("visit", ""), by=self.by, happened_at=self.now)

    def appointment(self) -> datetime:
        """When the task says it is. Raises VisitChangedError."""
        said = self.task.facts.get("appointment", "")
        if not said:
            raise VisitChangedError("This task names no appointment.")
        return datetime.fromisoformat(said)


def will_come(doing: Doing) -> None:
    """Confirm the appointment for the family. Raises VisitChangedError."""
    at = doing.appointment()
    if not confirm(doing.session, doing.act(), appointment_at=at, pack=doing.pack, now=doing.now):
        raise VisitChangedError("The appointment has moved or passed since.")


def wants_another_time(doing: Doing) -> None:
    """Take the reminders back and ask for another time to be found. Raises VisitChangedError."""
    at, act = doing.appointment(), doing.act()
    if not ask_to_move(doing.session, act, appointment_at=at, pack=doing.pack, now=doing.now):
        raise VisitChangedError("The appointment has moved or passed since.")
    open_task(
        doing.session,
        kind=TaskKind.REBOOK_VISIT,
        stream=doing.task.stream,
        dedup_key=f"{TaskKind.REBOOK_VISIT.value}:task:{doing.task.id}",
        due_by=read_by(doing.now, pack=doing.pack),
        child_code=doing.task.child_code,
        facts={"visit": act.visit},
        now=doing.now,
    )


def came(doing: Doing) -> None:
    """The child came to the appointment."""
    act = doing.act()
    at = min(doing.appointment(), doing.now)
    attend(
        doing.session, Act(act.child, act.family, act.visit, act.by, happened_at=at), pack=doing.pack, now=doing.now
    )


def did_not_come(doing: Doing) -> None:
    """The child did not come."""
    miss(doing.session, doing.act(), pack=doing.pack, now=doing.now)


def booked(doing: Doing) -> None:
    """Book, or move, the visit."""
    if doing.appointment_at is None:
        raise VisitChangedError("There is no time to book.")
    book(
        doing.session,
        doing.act(),
        appointment_at=doing.appointment_at,
        campus=doing.campus,
        pack=doing.pack,
        now=doing.now,
    )


def is_theirs(doing: Doing) -> None:
    """The number reaches the family."""
    phone = phone_by_id(doing.session, doing.task.facts.get("phone", ""))
    confirm_phone(doing.session, phone=phone, by=doing.by, now=doing.now)


def is_a_strangers(doing: Doing) -> None:
    """The number is somebody else's: nothing more goes there, and the right one is to be found."""
    phone = phone_by_id(doing.session, doing.task.facts.get("phone", ""))
    end_on_phone(doing.session, phone, by=doing.by, now=doing.now)
    give_up_phone(
        doing.session,
        phone,
        stream=doing.task.stream,
        mark=f"task:{doing.task.id}",
        by=doing.by,
        pack=doing.pack,
        now=doing.now,
    )


@dataclass(frozen=True)
class Outcome:
    """One thing that can come of a task. `closes`: false keeps it on the list; `asks`: it needs what is named."""

    key: str
    words: str
    does: Callable[[Doing], None] | None = None
    closes: bool = True
    asks: str = ""


SPOKE = Outcome("spoke", marked("Spoke with the family"))
NO_ANSWER = Outcome("no-answer", marked("Nobody answered; it stays on the list"), closes=False)
SETTLED = Outcome("settled", marked("Settled in another way"), asks="note")
COMES = Outcome("will-come", marked("They will come: confirm it"), will_come)
MOVES = Outcome("wants-move", marked("They want another time: it goes to booking"), wants_another_time)
BOOKED = Outcome("booked", marked("Booked for this time"), booked, asks="time")
NOTHING = Outcome("nothing", marked("Read; nothing to do"))
WROTE = Outcome("answered", marked("Answered the family"))
CAME = Outcome("came", marked("They came"), came)
MISSED = Outcome("missed", marked("They did not come"), did_not_come)
THEIRS = Outcome("theirs", marked("It is their number: texts may go there"), is_theirs)
STRANGER = Outcome("stranger", marked("It is somebody else's: nothing more goes there"), is_a_strangers)
PUT_RIGHT = Outcome("put-right", marked("Put right"))
STAY = Outcome("stay", marked("Spoke; they stay in the study"))
LEAVE = Outcome("leave", marked("Spoke; they leave: withdrawal is to be recorded"), asks="note")
FILLED = Outcome("filled", marked("Somebody is on call then"))

CALL = (SPOKE, NO_ANSWER, SETTLED)
DELIVERY = (SPOKE, PUT_RIGHT, NO_ANSWER, SETTLED)
READ = (WROTE, SPOKE, NOTHING, SETTLED)
OUTCOMES: Mapping[TaskKind, tuple[Outcome, ...]] = {
    TaskKind.BOOK_VISIT: (BOOKED, NO_ANSWER, SETTLED),
    TaskKind.REBOOK_VISIT: (BOOKED, NO_ANSWER, SETTLED),
    TaskKind.CALL_UNCONFIRMED: (COMES, MOVES, NO_ANSWER, SETTLED),
    TaskKind.CALL_MISSED: CALL,
    TaskKind.RECORD_RESULT: (CAME, MISSED, SETTLED),
    TaskKind.CALL_BACK: CALL,
    TaskKind.CALL_MADE: CALL,
    TaskKind.READ_MESSAGE: READ,
    TaskKind.READ_ENTRY: READ,
    TaskKind.CALL_DIARY: CALL,
    TaskKind.CONFIRM_PHONE: (THEIRS, STRANGER, NO_ANSWER, SETTLED),
    TaskKind.WRONG_NUMBER: DELIVERY,
    TaskKind.OPTED_OUT: DELIVERY,
    TaskKind.UNREACHABLE: DELIVERY,
    TaskKind.NOT_SENT: DELIVERY,
    TaskKind.CALL_NOW: CALL,
    TaskKind.UNKNOWN_SENDER: (NOTHING, SPOKE, SETTLED),
    TaskKind.ROUTE_HALTED: (PUT_RIGHT, SETTLED),
    TaskKind.UNBLINDING_REQUEST: CALL,
    TaskKind.WITHDRAWAL_ASKED: (STAY, LEAVE, NO_ANSWER, SETTLED),
    TaskKind.ROTA_GAP: (FILLED, SETTLED),
    TaskKind.NOBODY_ON_CALL: CALL,
}


def outcome_of(kind: TaskKind, key: str) -> Outcome | None:
    """The outcome of that key, if the task can have it."""
    return next((each for each in OUTCOMES[kind] if each.key == key), None)


WORDS = {each.key: each.words for outcomes in OUTCOMES.values() for each in outcomes}
