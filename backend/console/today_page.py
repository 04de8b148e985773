"""The page of today: worries with their clocks, then every task by part, visits, what is put off, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.hold_texts import told_in
from backend.concerns.models import Task, TaskEvent
from backend.concerns.rota import gaps
from backend.console.concern_forms import Filled
from backend.console.concern_list import list_page
from backend.console.people import people
from backend.console.reader import Reader
from backend.console.seen import Link, ListPage
from backend.console.task_forms import Forms
from backend.console.task_lines import TaskLines
from backend.console.task_words import TaskWords
from backend.console.today_sections import Arranged, Section, arrange
from backend.console.today_seen import Line, Part, TodayPage
from backend.console.today_visits import SETTLED_BY_RESULT, Appointment, Visits, appointments, this_week
from backend.families import queries as families
from backend.families.pause_queries import families_held_at
from backend.languages import day, marked
from backend.protocol.pack import Pack
from backend.staff import queries as staff

MOST_DONE = 50
MOST_AHEAD = 12
MOST_GAPS = 3
TITLES = {
    Section.CALLS: marked("Calls to make"),
    Section.READ: marked("Messages and entries to read"),
    Section.VISITS: marked("Visits today"),
    Section.DIARY: marked("Diaries left out twice"),
    Section.DELIVERY: marked("Texts that did not arrive"),
    Section.BOOK: marked("Visits to book"),
    Section.ROTA: marked("The rota"),
}
BY_PHONE = (Section.CALLS, Section.DIARY)


@dataclass(frozen=True)
class Shown:
    """Which line somebody just filled in, and what was wrong with it."""

    number: int
    filled: Filled


def today_page(session: Session, reader: Reader, pack: Pack, shown: Shown | None = None) -> TodayPage:
    """The page, with what was typed into one of its lines."""
    site, now = reader.member.site, reader.now
    tasks = queries.open_tasks_at(session, site)
    events = queries.task_events_of_many(session, [task.id for task in tasks])
    writer = task_lines(session, reader, pack, {task.stream for task in tasks})
    visits = Visits(reader, writer.words, pack)
    since, until = this_week(reader)
    week = appointments(session, site, since=since, until=until)
    arranged = without_today(arrange(tasks, now=now), week, reader)
    worries = list_page(session, reader, pack, everything=False)
    parts = _parts(arranged, events, writer, visits.lines(week), shown)
    first, at = _first(worries, parts)
    morning = datetime.combine(now.astimezone(reader.zone).date(), time(0), reader.zone)
    return TodayPage(
        lead=_lead(reader, arranged, worries, waits=bool(first)),
        first=first,
        first_at=at,
        concerns=worries.rows,
        concerns_counted=worries.counted,
        parts=parts,
        later=[writer.line(task, events[task.id], _typed(task, shown)) for task in arranged.later],
        done=[
            writer.done(task)
            for task in queries.done_since(session, site, since=morning.astimezone(now.tzinfo), limit=MOST_DONE)
        ],
        week=visits.week(week),
        ahead=visits.ahead(week)[:MOST_AHEAD],
        gaps=_gaps(session, reader, pack),
        on_call=worries.on_call,
        clear=not worries.rows and not any(line.acts for part in parts for line in part.lines),
        held=_held(session, reader),
        unsent=len(arranged.parts[Section.DELIVERY]),
    )


def task_lines(session: Session, reader: Reader, pack: Pack, streams: set[str]) -> TaskLines:
    """Writes tasks as lines."""
    colleagues = [
        each
        for each in staff.members(session)
        if each.site == reader.member.site and each.disabled_at is None and each.role.may_act
    ]
    others = [each for each in colleagues if each.name != reader.member.name]
    known = families.codes_among(session, streams)
    return TaskLines(
        reader, TaskWords(reader, pack), Forms(reader, pack, others), people(session, pack, reader), known
    )


def without_today(arranged: Arranged, week: Sequence[Appointment], reader: Reader) -> Arranged:
    """Without what asks about appointments of today that have passed: their own lines ask what came of them."""
    today = reader.now.astimezone(reader.zone).date()
    shown = {
        (each.child.code, each.state.visit)
        for each in week
        if each.at.astimezone(reader.zone).date() == today and each.at <= reader.now and each.state.is_open
    }

    def asked(task: Task) -> bool:
        return task.kind in SETTLED_BY_RESULT and (task.child_code, task.facts.get("visit")) in shown

    parts = {section: [task for task in tasks if not asked(task)] for section, tasks in arranged.parts.items()}
    return Arranged(parts, arranged.later)


def _parts(
    arranged: Arranged,
    events: dict[str, list[TaskEvent]],
    writer: TaskLines,
    visits: Sequence[Line],
    shown: Shown | None,
) -> list[Part]:
    parts = []
    for section, tasks in arranged.parts.items():
        lines = [writer.line(task, events[task.id], _typed(task, shown)) for task in tasks]
        if section is Section.VISITS:
            lines = [*visits, *lines]
        if lines:
            counted = writer.reader.say("%(count)s in all", count=len(lines)) if len(lines) > 1 else ""
            parts.append(Part(section.value, writer.reader.say(TITLES[section]), counted, lines))
    return parts


def _typed(task: Task, shown: Shown | None) -> Filled | None:
    return shown.filled if shown is not None and shown.number == task.number else None


def _first(worries: ListPage, parts: Sequence[Part]) -> tuple[str, str]:
    """Where to begin: the most pressing worry that nobody has, else the first line; and the way there."""
    if worries.first is not None:
        row = next(row for row in worries.rows if row.number == worries.first)
        return row.code, f"/console/concerns/{row.number}"
    line = next((line for part in parts for line in part.lines if line.acts), None)
    return (line.code, f"#{line.key}") if line else ("", "")


def _lead(reader: Reader, arranged: Arranged, worries: ListPage, *, waits: bool) -> str:
    calls = sum(len(arranged.parts[section]) for section in BY_PHONE)
    owed = [row for row in worries.rows if row.state.key not in ("called", "resolved")]
    calls += sum(row.alarm or row.waits or row.level.key != "routine" for row in owed)
    if calls == 1:
        return reader.say("1 call to make today.")
    if calls:
        return reader.say("%(count)s calls to make today.", count=calls)
    if waits or arranged.now or worries.rows:
        return reader.say("Nobody has to be phoned just now.")
    return reader.say("Nothing waits for you today.")


def _held(session: Session, reader: Reader) -> list[Link]:
    """The families whose reminders wait for a person's word, each with the concern where it is said."""
    said = marked("%(code)s: nothing cheerful is sent since %(moment)s. Pause, or go on?")
    links = []
    for code, fact in families_held_at(session, reader.member.site).items():
        concern = queries.concern_number(session, told_in(fact))
        named = concern.code if concern is not None else code
        at = reader.moment(fact.happened_at)
        links.append(Link(told_in(fact), reader.say(said, code=named, moment=at)))
    return links


def _gaps(session: Session, reader: Reader, pack: Pack) -> list[str]:
    moments = gaps(pack, queries.rota_facts(session), since=reader.now)
    days = sorted({moment.astimezone(reader.zone).date() for moment in moments})
    said = [day(on, reader.language) for on in days[:MOST_GAPS]]
    more = len(days) - len(said)
    return [*said, reader.say("and %(count)s more days", count=more)] if more > 0 else said
