"""A small study to tell stories with: real verbs, real SDK, virtual phones, a clock that jumps from day to day."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from backend.app import create_app
from backend.channels.twilio import Twilio, TwilioAccount
from backend.chat.choose import Chooser
from backend.clock import SetClock
from backend.concerns import queries as tasks
from backend.concerns.models import Task
from backend.concerns.record_call import record_call
from backend.db import reading, transaction
from backend.emulator.messages import VirtualMessage
from backend.emulator.transport import InProcessClient
from backend.emulator.world import Emulator
from backend.families import queries as families
from backend.families.enrol import EnrolReport
from backend.outbox import queries as outbox
from backend.outbox.models import Message
from backend.protocol.pack import Pack
from backend.schedule.book import book
from backend.schedule.enrol import enrol_families
from backend.schedule.happen import Act
from backend.schedule.plan import course_of
from backend.schedule.visit_state import VisitState
from backend.settings import Settings
from backend.simulation.asgi import InProcessWeb
from backend.simulation.cast import write_csv
from backend.simulation.jobs import InProcessJobs
from backend.timetable.jobs import Tools
from tests.factories import PACK

ZONE = ZoneInfo("Asia/Shanghai")
MOTHER, FATHER, GRANDMOTHER = "+85265001111", "+85265002222", "+85265003333"
FATHER_TOO = {
    "caregiver2_called": "爸爸",
    "caregiver2_relation": "father",
    "caregiver2_role": "guardian",
    "caregiver2_phone": FATHER,
    "caregiver2_language": "zh-Hans",
    "caregiver2_confirmed": "yes",
}
"""Cells of a family whose father has a phone of his own."""
MAINLAND = "+8613800138000"
BASE = "http://127.0.0.1:8000"
LIN = "lin"

ROW = {
    "participant_code": "GZ-001",
    "family": "F-001",
    "campus": "zhujiang",
    "birth_date": "2020-05-04",
    "sex": "girl",
    "child_called": "安安",
    "place": "hong-kong",
    "consent_on": "2026-12-01",
    "consent_version": "1.0",
    "consent_reference": "IC-001",
    "caregiver1_called": "妈妈",
    "caregiver1_relation": "mother",
    "caregiver1_role": "guardian",
    "caregiver1_phone": MOTHER,
    "caregiver1_language": "zh-Hant",
    "caregiver1_confirmed": "yes",
    "caregiver1_early_texts": "no",
}


@dataclass
class Study:
    """Everything of one small study; `at` moves the clock and lets the timetable run on the way."""

    engine: Engine
    folder: Path
    pack: Pack = field(default_factory=lambda: PACK)
    start: str = "2026-12-01 09:00"
    chooser: Chooser | None = None

    def __post_init__(self) -> None:
        self.clock = SetClock(moment(self.start))
        self.emulator = Emulator(account_sid="AC" + "7" * 32, auth_token="t", number="+85230000000", clock=self.clock)
        self.emulator.webhook_url = f"{BASE}/twilio/inbound"
        settings = Settings(
            public_base_url=BASE,
            twilio_account_sid=self.emulator.account_sid,
            twilio_auth_token="t",
            read_at_once=False,
        )
        account = TwilioAccount(self.emulator.account_sid, "t", self.emulator.number, callback_base=BASE)
        channel = Twilio(account, live=False, http_client=InProcessClient(self.emulator))
        tools = Tools(
            self.engine,
            channel,
            self.pack,
            live=False,
            clock=self.clock,
            worker="story",
            group=10,
            chooser=self.chooser,
        )
        self.jobs = InProcessJobs(tools)
        self.web = InProcessWeb(create_app(settings=settings, engine=self.engine, pack=self.pack, clock=self.clock))

    def close(self) -> None:
        self.web.close()

    def enrol(self, *rows: dict[str, str]) -> EnrolReport:
        """Enrol rows as a file; each is the usual family with these cells changed."""
        write_csv([{**ROW, **row} for row in rows or ({},)], self.folder / "families.csv")
        report = enrol_families(
            self.engine, self.folder / "families.csv", pack=self.pack, live=False, by=LIN, now=self.clock.now()
        )
        self.settle()
        return report

    def at(self, text: str) -> "Study":
        """Live on until that hour in Guangzhou, in steps at which something is due."""
        until = moment(text)
        while self.clock.now() < until:
            ahead = [self.emulator.next_event_at(), self.jobs.next_at(), until]
            nearest = min(each for each in ahead if each is not None)
            step = max(nearest, self.clock.now() + timedelta(seconds=20))
            self.clock.set(min(step, until))
            self._turn()
        return self

    def settle(self, minutes: int = 2) -> "Study":
        """Let what is under way finish."""
        local = self.clock.now().astimezone(ZONE) + timedelta(minutes=minutes)
        return self.at(f"{local:%Y-%m-%d %H:%M}")

    def _turn(self) -> None:
        self.emulator.run_due(self.clock.now(), self.web.deliver)
        self.jobs.run(everything=False, stirred=True)

    def act(self, session: Session, visit: str, code: str = "GZ-001") -> Act:
        child = families.child_by_code(session, code)
        family = families.family_by_id(session, child.family_id)
        return Act(child=child, family=family, visit=visit, by=LIN, happened_at=self.clock.now())

    def book(self, visit: str, when: str, code: str = "GZ-001", campus: str = "zhujiang") -> None:
        """A coordinator books or moves a visit."""
        with transaction(self.engine) as session:
            book(
                session,
                self.act(session, visit, code),
                appointment_at=moment(when),
                campus=campus,
                pack=self.pack,
                now=self.clock.now(),
            )
        self._turn()

    def contact_phones_home(self) -> None:
        """The central contact reaches the family of the first concern and writes it down."""
        with transaction(self.engine) as session:
            now = self.clock.now()
            record_call(session, 1, reached=True, note="", by="contact:gao", way="console", pack=self.pack, now=now)

    def types(self, text: str, number: str = MOTHER) -> "Study":
        """A parent types; what follows has time to happen."""
        self.emulator.type_as(number, text)
        return self.settle()

    def phone(self, number: str = MOTHER) -> list[VirtualMessage]:
        """What a phone has received."""
        return [each for each in self.emulator.threads().get(number, []) if each.direction == "outbound-api"]

    def kinds(self, number: str = MOTHER) -> list[str]:
        """The kinds of texts that truly went to a phone, in order."""
        by_sid = {row.provider_id: row.kind for row in self.messages()}
        return [by_sid[each.sid] for each in self.phone(number)]

    def messages(self) -> list[Message]:
        with reading(self.engine) as session:
            return outbox.all_messages(session)

    def open_tasks(self) -> list[Task]:
        with reading(self.engine) as session:
            return tasks.open_tasks(session)

    def state(self, visit: str, code: str = "GZ-001") -> VisitState:
        with reading(self.engine) as session:
            return course_of(session, families.child_by_code(session, code).id).state(visit)


def moment(text: str) -> datetime:
    """`2026-12-08 12:05` in Guangzhou, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
