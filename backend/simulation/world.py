"""A trial year on a set clock: jump to the next moment at which anything happens, and let everybody act."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from backend.clock import SetClock
from backend.emulator.webhooks import WebhookCall
from backend.emulator.world import Emulator
from backend.protocol.pack import Pack
from backend.schedule.enrol import enrol_families
from backend.simulation.cast import Cast, write_csv
from backend.simulation.contacts import COORDINATOR
from backend.simulation.coordinator import Coordinator
from backend.simulation.keepers import Keepers
from backend.simulation.on_call import OnCallPeople
from backend.simulation.parents import Parents

GRAIN = timedelta(seconds=120)  # events closer together than this happen in one step
HOUSEKEEPING = timedelta(hours=24)
ENROLS_AT = time(9, 30)


class Jobs(Protocol):
    """Whoever runs the timetable: this process, or workers beside it."""

    def next_at(self) -> datetime | None: ...

    def run(self, *, everything: bool, stirred: bool) -> None: ...


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
    jobs: Jobs
    live: bool
    folder: Path
    on_call: OnCallPeople
    keepers: Keepers | None = None
    housekeeping: timedelta = HOUSEKEEPING  # when nothing gets lost, rare looks for what was lost suffice

    def run(self, until: datetime, progress: Callable[[datetime], None] | None = None) -> int:
        """Live until that moment; how many steps it took."""
        steps, tidy_at = 0, self.clock.now()
        enrolments = self._enrolments()
        enrolment = next(enrolments, None)
        round_at = self.coordinator.next_after(self.clock.now())
        while True:
            now = self._next(round_at, tidy_at, enrolment[0] if enrolment else None)
            if now > until:
                break
            self.clock.set(now)
            steps += 1
            stirred = bool(self.emulator.run_due(now, self.deliver))
            stirred |= bool(self.parents.act(now)) | bool(self.on_call.act(now))
            stirred |= self.keepers is not None and bool(self.keepers.act(now))
            if enrolment is not None and enrolment[0] <= now:
                self._enrol(enrolment[1])
                enrolment, stirred = next(enrolments, None), True
            if round_at <= now:
                self.coordinator.work(now)
                self.on_call.look_through(now)
                round_at, stirred = self.coordinator.next_after(now), True
                if progress is not None:
                    progress(now)
            self.jobs.run(everything=tidy_at <= now, stirred=stirred)
            if tidy_at <= now:
                tidy_at = now + self.housekeeping
        self.clock.set(until)
        return steps

    def _next(self, *planned: datetime | None) -> datetime:
        """The next moment at which anything happens, a grain later."""
        people = (self.emulator.next_event_at(), self.parents.next_at(), self.jobs.next_at(), self.on_call.next_at())
        planned += (self.keepers.next_at(),) if self.keepers is not None else ()
        known = [moment for moment in (*planned, *people) if moment is not None]
        return max(min(known), self.clock.now()) + GRAIN

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
        report = enrol_families(
            self.engine, path, pack=self.pack, live=self.live, by=COORDINATOR, now=self.clock.now()
        )
        refused = [row for row in report.rows if row.outcome == "refused"]
        if refused:
            raise RuntimeError(f"the story has a row that is refused: {refused[0]}")
        if self.keepers is not None:
            self.keepers.meet([row["participant_code"] for row in rows], self.clock.now())
