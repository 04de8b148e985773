"""A mother who texts: real texts through the inbox on a real database, each answer counted, nothing truly sent."""

from datetime import timedelta

from sqlmodel import Session

from backend.channels.outcomes import Received
from backend.db import reading, transaction
from backend.diary import queries as diary
from backend.diary.models import Entry, EntryVersion
from backend.diary.standings import standings
from backend.diary.state import WindowState
from backend.diary.versions import newest
from backend.families import queries as families
from backend.inbox import queries as inbox
from backend.inbox.consider import consider_text
from backend.inbox.process import process_text
from backend.inbox.receive import store
from backend.outbox import queries as outbox
from backend.outbox.models import Message, Status
from tests.diary.home import Home
from tests.journeys.study import MOTHER


class Mother:
    """Whoever holds the phone of GZ-001's family."""

    def __init__(self, home: Home, number: str = MOTHER) -> None:
        self.home, self._number, self._nth = home, number, 0
        self.bodies: list[str] = []

    def types(self, text: str, *, minutes: float = 5, sent: bool = True) -> list[str]:
        """The kinds of texts a text is answered with; `sent` false: they do not reach the phone before the next."""
        self.home.clock.set(self.home.now + timedelta(minutes=minutes))
        self._nth += 1
        before = {row.id for row in self._messages()}
        received = Received(f"SM{self._nth}", self._number, "+85230000000", text, "", 0, {})
        with transaction(self.home.engine) as session:
            stored = store(session, received, found_by="webhook", now=self.home.now)
        assert stored is not None
        engine, pack = self.home.engine, self.home.pack
        considered = consider_text(engine, stored, pack=pack, live=False, now=self.home.now)
        process_text(engine, stored, considered, pack=pack, live=False, clock=self.home.clock)
        news = [row for row in self._messages() if row.id not in before and row.number == self._number]
        news.sort(key=lambda row: (row.message_class != "safety", not row.kind.startswith("diary"), row.kind))
        self.bodies = [row.body for row in news]
        if sent:
            self._reach(news)
        return [row.kind for row in news]

    @property
    def body(self) -> str:
        """The last answer."""
        return self.bodies[-1]

    @property
    def outcome(self) -> str | None:
        """What became of the last text."""
        with reading(self.home.engine) as session:
            return max(inbox.all_texts(session), key=lambda row: row.received_at).outcome

    def entries(self, code: str = "GZ-001") -> list[Entry]:
        with reading(self.home.engine) as session:
            return diary.entries_of(session, families.child_by_code(session, code).id)

    def version(self) -> EntryVersion:
        """The version that holds of the one entry."""
        (entry,) = self.entries()
        with reading(self.home.engine) as session:
            return newest(diary.versions_of(session, [entry.id])[entry.id])

    def state(self) -> WindowState:
        """How the first day's window stands."""
        with reading(self.home.engine) as session:
            found = standings(session, families.child_by_code(session, "GZ-001"), now=self.home.now)
        return next(each.standing.state for each in found if each.window.instrument == "daily")

    def _messages(self) -> list[Message]:
        with reading(self.home.engine) as session:
            return outbox.all_messages(session)

    def _reach(self, news: list[Message]) -> None:
        with transaction(self.home.engine) as session:
            for message in news:
                self._send(session, message.id)

    def _send(self, session: Session, message_id: str) -> None:
        row = outbox.message(session, message_id)
        assert row is not None
        row.status, row.sent_at = Status.DELIVERED.value, self.home.now + timedelta(seconds=5)
        session.add(row)
