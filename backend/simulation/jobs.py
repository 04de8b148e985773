"""Running the production timetable inside the simulation's one process."""

from dataclasses import dataclass
from datetime import datetime

from backend.concerns import queries as concerns
from backend.db import reading
from backend.diary.plan_queries import children_changed
from backend.diary.plan_windows import JUST
from backend.diary.turn_queries import next_turn_at
from backend.inbox import queries as inbox
from backend.outbox import due_queries
from backend.schedule import queries as schedule
from backend.sittings import queries as sittings
from backend.timetable.jobs import TIMETABLE, Job, Tools
from backend.timetable.tick import tick

MOST_ROUNDS = 50


@dataclass(frozen=True)
class Look:
    """What there is to do, and when: so that an idle tick need not be run, and time can jump."""

    moments: dict[str, datetime]

    def next_at(self) -> datetime | None:
        """When something next falls due."""
        return min(self.moments.values(), default=None)

    def names_due(self, now: datetime) -> list[str]:
        """The jobs with work at `now`, in the timetable's order."""
        return [job.name for job in TIMETABLE if job.name in self.moments and self.moments[job.name] <= now]


def look(tools: Tools) -> Look:
    """One look over the database."""
    now = tools.clock.now()
    with reading(tools.engine) as session:
        due = due_queries.due(session)
        moments = {
            "urgent": due.urgent,
            "answer": due.replies,
            "process": now if inbox.waiting(session, limit=1) else None,
            "remind": schedule.next_due_at(session),
            "nudge": next_turn_at(session),
            "dispatch": due.scheduled,
            "diary": now if children_changed(session, since=now - JUST, limit=1) else None,
            "escalate": concerns.next_due_at(session),
            "reopen": now if due.taken_back else None,
            "settle": due.doubtful,
            "sweep": now if due.unswept else None,
            "reconcile": due.unheard,
            "diary-texts": sittings.next_left_open_at(session),
        }
    return Look({name: at for name, at in moments.items() if at is not None})


class InProcessJobs:
    """The timetable's jobs, in its order, until none finds more to do."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._jobs = {job.name: job for job in TIMETABLE}
        self._look: Look | None = None

    def next_at(self) -> datetime | None:
        """When a job next has work."""
        self._look = self._look or look(self._tools)
        return self._look.next_at()

    def run(self, *, everything: bool, stirred: bool) -> None:
        """The jobs that have work now, all of them if `everything`; without a stir the last look still holds."""
        if stirred or self._look is None:
            self._look = look(self._tools)
        names = list(self._jobs) if everything else self._look.names_due(self._tools.clock.now())
        for name in names:
            self._until_idle(self._jobs[name])
        if names:
            self._look = None

    def _until_idle(self, job: Job) -> None:
        for _ in range(MOST_ROUNDS):
            if not tick(job, self._tools, patient=False) or not job.shared:
                return
