"""A family at home that keeps a diary: real verbs on a real database, and a clock that is set by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import SetClock
from backend.concerns import queries as concerns
from backend.concerns.models import Concern, Task
from backend.db import reading, transaction
from backend.diary import queries
from backend.diary.answers import Answer, Given
from backend.diary.consider import Desk
from backend.diary.correct_entry import correct_entry
from backend.diary.models import Source
from backend.diary.nudge import nudge_due
from backend.diary.outcome import Recorded
from backend.diary.plan_windows import plan_behind, plan_changed
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission, Writer, caregiver_writes
from backend.diary.versions import answers_of, newest
from backend.diary.window_queries import windows_in_force
from backend.diary.windows import Window
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child, Family
from backend.languages import Language
from backend.outbox import queries as outbox
from backend.outbox.models import Message
from backend.protocol.pack import Pack
from backend.schedule.anchor import set_anchor
from backend.schedule.enrol import enrol_families
from backend.schedule.happen import Act
from backend.simulation.cast import write_csv
from tests.factories import PACK
from tests.journeys.study import FATHER, ROW, moment

USUAL: dict[str, Any] = {
    "temperature": {"amount": "36.8", "place": "armpit"},
    "urine-colour": "pale",
    "kidney-medicine": "all",
}
OTHERS = {"participant_code": "GZ-002", "family": "F-002", "child_called": "乐乐", "caregiver1_phone": FATHER}
EVENING = "2026-12-10 19:00"


def uuid(name: object) -> str:
    """A client's UUID with a name that a test can say."""
    return str(uuid5(NAMESPACE_URL, f"entry/{name}"))


class Home:
    """The family of GZ-001; its first infusion is on 10 December 2026 unless a test says otherwise."""

    def __init__(self, engine: Engine, folder: Path, *rows: dict[str, str], pack: Pack = PACK) -> None:
        self.engine, self.pack = engine, pack
        self.clock = SetClock(moment("2026-12-01 09:00"))
        write_csv([{**ROW, **row} for row in rows or ({},)], folder / "families.csv")
        enrol_families(engine, folder / "families.csv", pack=pack, live=False, by="lin", now=self.now)
        self.plan()

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def at(self, text: str) -> "Home":
        self.clock.set(moment(text))
        return self

    def plan(self) -> int:
        """What the timetable does about all windows, now and then."""
        return plan_behind(self.engine, pack=self.pack, live=False, clock=self.clock)

    def nudge(self) -> int:
        """What the timetable does about reminders and misses."""
        return nudge_due(self.engine, pack=self.pack, live=False, clock=self.clock)

    def plan_changed(self) -> int:
        """What it does at every tick."""
        return plan_changed(self.engine, pack=self.pack, live=False, clock=self.clock)

    def infusion(self, on: str = "2026-12-10", number: int = 1, code: str = "GZ-001") -> "Home":
        """Staff record an infusion."""
        with transaction(self.engine) as session:
            child, family = self._who(session, code)
            act = Act(child, family, "", "lin", self.now)
            set_anchor(
                session,
                act,
                f"infusion-{number}",
                happened_on=date.fromisoformat(on),
                reason="given",
                pack=self.pack,
                now=self.now,
            )
        return self

    def desk(self, session: Session, code: str = "GZ-001", source: Source = Source.APP, **more: Any) -> Desk:
        child, family = self._who(session, code)
        caregiver = caregivers_of(session, family.id)[0]
        writer = (
            Writer("lin", source, Language.EN)
            if source is Source.TRANSCRIBED
            else caregiver_writes(session, caregiver, family, source, language=Language.EN)
        )
        return Desk(child, family, writer, self.pack, live=False, now=self.now, **more)

    def entry(self, name: object, answers: dict[str, Any] | None = None, **more: Any) -> Submission:
        """A daily entry as a client sends it now; `answers` change those of a usual day."""
        usual = more.pop("usual", True)
        sure = frozenset(more.pop("sure", ()))
        written = more.pop("recorded_at", self.now)
        instrument = more.pop("instrument", "daily")
        base = USUAL if instrument == "daily" else {}
        submission = Submission(
            uuid(name),
            instrument,
            Given({**base, **(answers or {})}, usual, sure),
            written,
            self.now,
            "Asia/Shanghai",
        )
        return replace(submission, **more)

    def event(self, name: object, *what: str, **more: Any) -> Submission:
        """Something happened."""
        answers = {"emergency": ["none"], "what": list(what), "contact": "no", **more.pop("answers", {})}
        return self.entry(name, answers, instrument="event", usual=False, **more)

    def sends(self, submission: Submission, code: str = "GZ-001", **more: Any) -> Recorded:
        """One request: an entry, or a correction if it names one."""
        verb = correct_entry if submission.corrects else record_entry
        with transaction(self.engine) as session:
            return verb(session, self.desk(session, code, **more), submission)

    def answers(self, name: object) -> dict[str, Answer]:
        """What holds of an entry now, by item."""
        with reading(self.engine) as session:
            found = answers_of(newest(queries.versions_of(session, [uuid(name)])[uuid(name)]))
        return {answer.item: answer for answer in found}

    def windows(self, instrument: str = "daily", code: str = "GZ-001") -> list[Window]:
        with reading(self.engine) as session:
            child = families.child_by_code(session, code)
            found = windows_in_force(session, child.id)
        return [each for each in found.values() if each.instrument == instrument]

    def child_id(self, code: str = "GZ-001") -> str:
        with reading(self.engine) as session:
            return families.child_by_code(session, code).id

    def concerns(self) -> list[Concern]:
        with reading(self.engine) as session:
            return concerns.all_concerns(session)

    def tasks(self) -> list[Task]:
        with reading(self.engine) as session:
            kinds = ("read-entry", "call-diary", "call-back", "withdrawal-asked", "unblinding-request", "opted-out")
            return [task for task in concerns.open_tasks(session) if task.kind in kinds]

    def texts(self, *kinds: str) -> list[Message]:
        """What was put into the outbox, of these kinds."""
        with reading(self.engine) as session:
            return [row for row in outbox.all_messages(session) if row.kind.startswith(kinds)]

    def _who(self, session: Session, code: str) -> tuple[Child, Family]:
        child = families.child_by_code(session, code)
        return child, families.family_by_id(session, child.family_id)


def later(moment_at: datetime, **duration: float) -> datetime:
    """So much later."""
    return moment_at + timedelta(**duration)
