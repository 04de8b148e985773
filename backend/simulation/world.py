"""A trial year on a set clock: jump to the next moment at which anything happens, and let everybody act."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from backend.clock import SetClock
from backend.db import reading
from backend.emulator.webhooks import WebhookCall
from backend.emulator.world import Emulator
from backend.inbox import queries as inbox
from backend.outbox import queries as outbox
from backend.protocol.pack import Pack
from backend.schedule import queries as schedule
from backend.schedule.enrol import enrol_families
from backend.simulation.cast import Cast, write_csv
from backend.simulation.coordinator import Coordinator
from backend.simulation.parents import Parents

GRAIN = timedelta(seconds=20)  # events closer together than this happen in one step
HOUSEKEEPING = timedelta(hours=2)
ENROLS_AT = time(9, 30)
BY = "coordinator@sim"


@dataclass
class World:
    """The pieces of one simulated study."""

    clock: SetClock
    engine: Engine
    pack: Pack
    cast: Cast
    emulator: Emulator
    parents: Parents
    coordinator: Coordinator
    deliver: Callable[[WebhookCall], int]
    run_jobs: Callable[[bool], None]
    live: bool
    folder: Path

    def run(self, until: datetime, progress: Callable[[datetime], None] | None = None) -> int:
        """Live until that moment; how many steps it took."""
        steps, housekeeping = 0, self.clock.now()
        enrolments = self._enrolments()
        next_enrolment = next(enrolments, None)
        next_round = self.coordinator.next_after(self.clock.now())
        while True:
            moments = [
                self.emulator.next_event_at(),
                self.parents.next_at(),
                self._due_at(),
                next_round,
                housekeeping,
            ]
            if next_enrolment is not None:
                moments.append(next_enrolment[0])
            now = max(min(moment for moment in moments if moment is not None), self.clock.now()) + GRAIN
            if now > until:
                break
            self.clock.set(now)
            steps += 1
            if next_enrolment is not None and next_enrolment[0] <= now:
                self._enrol(next_enrolment[1])
                next_enrolment = next(enrolments, None)
            self.emulator.run_due(now, self.deliver)
            self.parents.act(now)
            if next_round <= now:
                self.coordinator.work(now)
                next_round = self.coordinator.next_after(now)
                if progress is not None:
                    progress(now)
            everything = housekeeping <= now
            self.run_jobs(everything)
            if everything:
                housekeeping = now + HOUSEKEEPING
        self.clock.set(until)
        return steps

    def _due_at(self) -> datetime | None:
        with reading(self.engine) as session:
            waiting = inbox.waiting(session, limit=1)
            moments = [outbox.next_due_at(session), schedule.next_due_at(session)]
        if waiting:
            moments.append(self.clock.now())
        return min((moment for moment in moments if moment is not None), default=None)

    def _enrolments(self) -> Iterator[tuple[datetime, list[dict[str, str]]]]:
        """The rows of each day, at the hour the coordinator reads the file in."""
        zone = ZoneInfo(self.pack.study.zone)
        days: dict[date, list[dict[str, str]]] = {}
        for row in self.cast.rows:
            days.setdefault(self.cast.enrol_on[row["participant_code"]], []).append(row)
        for day in sorted(days):
            yield datetime.combine(day, ENROLS_AT, zone).astimezone(UTC), days[day]

    def _enrol(self, rows: list[dict[str, str]]) -> None:
        path = self.folder / "enrol.csv"
        write_csv(rows, path)
        report = enrol_families(self.engine, path, pack=self.pack, live=self.live, by=BY, now=self.clock.now())
        refused = [row for row in report.rows if row.outcome == "refused"]
        if refused:
            raise RuntimeError(f"the story has a row that is refused: {refused[0]}")
