"""The clocks of a concern as the reader sees them: who must have acted by when, and what comes if nobody has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.concerns.models import Concern, State
from backend.concerns.standing import Standing
from backend.console.clock_face import ClockFace, clock_face
from backend.console.reader import Reader
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

TAKE = marked("Take up before %(hour)s")
CALL = marked("Phone before %(hour)s")
READ = marked("Read before %(hour)s")
REPORT = marked("Report before %(hour)s")


@dataclass(frozen=True)
class Clocks:
    """Every clock that runs on one concern. `next_page` is when the next person is paged, if one is."""

    concern: Concern
    stands: Standing
    next_page: datetime | None
    pack: Pack
    reader: Reader

    def first(self) -> ClockFace | None:
        """The one to show in a list."""
        return next(iter(self.all()), None)

    def all(self) -> list[ClockFace]:
        """Those that run, the nearest act first."""
        faces = [self.take_up(), self.phone(), self.read(), *self.reports()]
        return [face for face in faces if face is not None]

    def take_up(self) -> ClockFace | None:
        """Until the next page, while somebody is wanted."""
        if self.stands.demand is None or self.next_page is None:
            return None
        return self._face(TAKE, since=self.stands.demand.since, until=self.next_page)

    def phone(self) -> ClockFace | None:
        """Until the family must have been phoned."""
        if self.stands.call_due is None or self.stands.state is State.RESOLVED:
            return None
        since = self.stands.acknowledged_at or self.stands.last_signal_at or self.concern.opened_at
        return self._face(CALL, since=since, until=self.stands.call_due)

    def read(self) -> ClockFace | None:
        """Until the hour at which the family was told that somebody will have read it."""
        waits = self.stands.state is State.OPEN and self.stands.demand is None
        if not waits or self.stands.read_due is None:
            return None
        return self._face(READ, since=self.concern.opened_at, until=self.stands.read_due)

    def reports(self) -> list[ClockFace]:
        """The outer limit for reporting each serious event, from the moment staff knew of it; the nearest first."""
        hours = timedelta(hours=self.pack.concerns.sae_report_hours)
        known = sorted(each.aware_at for each in self.stands.unreported if each.aware_at is not None)
        return [self._face(REPORT, since=aware, until=aware + hours) for aware in known]

    def _face(self, text: str, *, since: datetime, until: datetime) -> ClockFace:
        pressing = self.stands.level is Urgency.EMERGENCY and text != REPORT
        return clock_face(self.reader, text, since=since, until=until, pressing=pressing)
