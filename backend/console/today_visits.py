"""The appointments of today and of this week, with how each stands, and recording what came of one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from backend.concerns import queries as concerns
from backend.concerns.close_task import close_task
from backend.concerns.models import TaskKind
from backend.console.reader import Reader
from backend.console.seen import Field, Form, Tag
from backend.console.task_outcomes import CAME, MISSED
from backend.console.task_words import TaskWords
from backend.console.today_seen import Ahead, Line, WeekDay
from backend.families import queries as families
from backend.families.models import Child, Family
from backend.languages import Language, marked
from backend.protocol.pack import Pack
from backend.schedule import queries as schedule
from backend.schedule.happen import Act
from backend.schedule.results import attend, miss
from backend.schedule.visit_state import VisitEvent, VisitState, VisitStatus, visit_states

WEEK = 7
DAYS = (marked("Mo"), marked("Tu"), marked("We"), marked("Th"), marked("Fr"), marked("Sa"), marked("Su"))
WORKDAYS = 5
STANDS = {
    VisitStatus.BOOKED: (marked("not confirmed"), "wait", "ask"),
    VisitStatus.CONFIRMED: (marked("visit confirmed"), "ok", "check"),
    VisitStatus.ATTENDED: (marked("came"), "ok", "check"),
    VisitStatus.MISSED: (marked("did not come"), "miss", "off"),
}
SETTLED_BY_RESULT = (TaskKind.RECORD_RESULT, TaskKind.CALL_UNCONFIRMED)


@dataclass(frozen=True)
class Appointment:
    """One child's visit at a moment (UTC)."""

    child: Child
    family: Family
    state: VisitState
    at: datetime


def appointments(session: Session, site: str, *, since: datetime, until: datetime) -> list[Appointment]:
    """A site's appointments in that span as they stand now, in order."""
    children = families.children_by_id(session, schedule.booked_between(session, site, since=since, until=until))
    homes = families.families_by_id(session, {child.family_id for child in children.values()})
    by_child: dict[str, list[VisitEvent]] = defaultdict(list)
    for event in schedule.visit_events(session, list(children)):
        by_child[event.child_id].append(event)
    found = []
    for child_id, mine in by_child.items():
        child = children[child_id]
        for state in visit_states(mine).values():
            if state.appointment_at is not None and since <= state.appointment_at < until:
                found.append(Appointment(child, homes[child.family_id], state, state.appointment_at))
    return sorted(found, key=lambda each: (each.at, each.child.code))


@dataclass(frozen=True)
class Visits:
    """Writes appointments for one reader."""

    reader: Reader
    words: TaskWords
    pack: Pack

    def lines(self, found: Sequence[Appointment]) -> list[Line]:
        """Those of today."""
        today = self._day(self.reader.now)
        return [self.line(each) for each in found if self._day(each.at) == today]

    def line(self, each: Appointment) -> Line:
        """One appointment with its acts."""
        acts = self._acts(each) if each.state.is_open and self.reader.member.role.may_act else ()
        campus = self.pack.study.campus(each.state.campus or each.child.campus).short.in_(self.reader.language)
        dot = ", " if self.reader.language is Language.EN else " · "
        return Line(
            key=f"v-{each.child.code}-{each.state.visit}",
            code=each.child.code,
            family=each.family.code,
            head=f"{self.words.visit(each.state.visit)}{dot}{campus}",
            why=[self._needs(each)] if self._needs(each) else [],
            at=self.reader.hour(each.at),
            tags=[self.tag(each.state)],
            acts=acts,
        )

    def tag(self, state: VisitState) -> Tag:
        """How an appointment stands."""
        if state.move_asked:
            return Tag("move-asked", self.reader.say("another time asked for"), "due", "ask")
        words, tone, icon = STANDS[state.status]
        return Tag(state.status.value, self.reader.say(words), tone, icon)

    def week(self, found: Sequence[Appointment]) -> list[WeekDay]:
        """How many come on each day of this week; the weekend only if somebody does."""
        today = self._day(self.reader.now)
        monday = today - timedelta(days=today.weekday())
        days = []
        for place, name in enumerate(DAYS):
            count = sum(self._day(each.at) == monday + timedelta(days=place) for each in found)
            if place < WORKDAYS or count:
                days.append(WeekDay(self.reader.say(name), count, monday + timedelta(days=place) == today))
        return days

    def ahead(self, found: Sequence[Appointment]) -> list[Ahead]:
        """Those after today."""
        today = self._day(self.reader.now)
        return [
            Ahead(
                self.reader.moment(each.at),
                each.child.code,
                each.family.code,
                self.words.visit(each.state.visit),
                self.tag(each.state),
            )
            for each in found
            if self._day(each.at) > today
        ]

    def _needs(self, each: Appointment) -> str:
        plan = self.pack.visit(each.state.visit, self.pack.schedule_on(self._day(each.at)))
        names = self.pack.schedule_on(self._day(each.at)).samples
        said = [names[key].in_(self.reader.language) for key in plan.samples if key in names]
        between = ", " if self.reader.language is Language.EN else "、"
        return self.reader.say("To bring: %(samples)s", samples=between.join(said)) if said else ""

    def _acts(self, each: Appointment) -> list[Form]:
        say = self.reader.say
        note = Field("note", "text", say("Note"))
        forms = [Form("came", "", say("Came"), say("Record that they came"), (note,), first=True)]
        if each.at <= self.reader.now:
            forms.append(Form("missed", "", say("Did not come"), say("Record that they did not come"), (note,)))
        path = f"/console/today/visits/{each.child.code}/{each.state.visit}"
        return [
            replace(form, action=f"{path}/{form.act}", act=f"v-{each.child.code}-{each.state.visit}-{form.act}")
            for form in forms
        ]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.reader.zone).date()


def this_week(reader: Reader) -> tuple[datetime, datetime]:
    """From Monday's midnight on, seven days, as UTC."""
    local = reader.now.astimezone(reader.zone)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(0), reader.zone)
    return monday.astimezone(reader.now.tzinfo), (monday + timedelta(days=WEEK)).astimezone(reader.now.tzinfo)


def record_result(
    session: Session, child: Child, visit: str, *, came: bool, note: str, by: str, pack: Pack, now: datetime
) -> None:
    """Write down that the child came, or did not; the tasks that asked are settled. Raises ConflictError."""
    family = families.family_by_id(session, child.family_id)
    act = Act(child, family, visit, by=by, happened_at=now, note=note)
    verb, outcome = (attend, CAME) if came else (miss, MISSED)
    verb(session, act, pack=pack, now=now)
    for task in concerns.open_tasks(session, stream=family.code):
        same = task.child_code == child.code and task.facts.get("visit") == visit
        if same and task.kind in SETTLED_BY_RESULT:
            close_task(session, task.number, outcome=outcome.key, note="", by=by, now=now)
