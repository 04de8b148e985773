"""The page of one family: one timeline of everything, and beside it dates, visits, diaries, people, what is open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from backend.concerns import queries as concerns
from backend.console.about import DOT, age_and_sex, infusions, joined
from backend.console.callers import PHONE_STATES, SPOKEN, who_is
from backend.console.concern_forms import Filled
from backend.console.family_diaries import family_diaries
from backend.console.family_forms import family_forms
from backend.console.family_items import Gathering, anchor_name
from backend.console.family_seen import ChildShown, DayOf, DiariesShown, Fact, FamilyPage, Item
from backend.console.reader import Reader
from backend.console.seen import Callback, Tag
from backend.console.task_lines import TaskLines
from backend.console.today_page import task_lines
from backend.console.today_visits import STANDS
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child, Family, Role
from backend.families.pause_queries import is_paused
from backend.families.phone_numbers import spaced
from backend.families.phone_queries import phone_states, phones_by_id
from backend.languages import Language, day, marked
from backend.outbox.models import Scope
from backend.outbox.queries import suppressions
from backend.protocol.pack import Pack
from backend.schedule import queries as schedule
from backend.schedule.models import AnchorKind
from backend.schedule.plan import course_of, known_anchors
from backend.schedule.visit_state import VisitStatus

PART_NAMES = {
    "everything": marked("Everything"),
    "messages": marked("Messages"),
    "visits": marked("Visits and dates"),
    "diary": marked("Diary"),
    "concerns": marked("Concerns"),
    "calls": marked("Calls and tasks"),
}
A_PAGE = 60
ROLES = {Role.GUARDIAN: marked("guardian"), Role.DELEGATE: marked("keeps the diary")}


def family_page(
    session: Session,
    family: Family,
    *,
    reader: Reader,
    pack: Pack,
    live: bool,
    part: str,
    before: str,
    filled: Filled | None,
) -> FamilyPage:
    """The page; `before` is the moment of the last item already seen."""
    children = families.children_of(session, family.id)
    tasks = concerns.open_tasks(session, stream=family.code)
    writer = task_lines(session, reader, pack, {family.code})
    found = Gathering(session, family, children, reader, pack, writer.people, writer).all()
    kept = [item for item in found if part in ("everything", item.part)]
    until = _moment(before)
    kept = [item for item in kept if until is None or item.when < until]
    events = concerns.task_events_of_many(session, [task.id for task in tasks])
    about = [_about(session, child, pack, reader) for child in children]
    return FamilyPage(
        code=family.code,
        about=" / ".join(about),
        days=_by_day(kept[:A_PAGE], reader),
        older=kept[A_PAGE - 1].when.isoformat() if len(kept) > A_PAGE else "",
        shown=part,
        children=[
            _child(
                session, each, pack, reader, writer, family_diaries(session, family, each, pack, reader, live=live)
            )
            for each in children
        ],
        people=_people(session, family, reader) if reader.member.role.sees_families else [],
        lines=[writer.line(task, events[task.id]) for task in tasks],
        forms=family_forms(session, family, children, reader, pack, filled) if reader.member.role.may_act else [],
        paused=is_paused(session, family.id),
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _by_day(items: Sequence[Item], reader: Reader) -> list[DayOf]:
    def local(item: Item) -> object:
        return item.when.astimezone(reader.zone).date()

    today = reader.now.astimezone(reader.zone).date()
    days = []
    for on, group in groupby(items, key=local):
        shown = [replace(item, at=reader.hour(item.when)) for item in group]
        name = reader.date(shown[0].when, year=True)
        days.append(DayOf(reader.say("Today, %(day)s", day=name) if on == today else name, shown))
    return days


def _about(session: Session, child: Child, pack: Pack, reader: Reader) -> str:
    """Age, sex, days since each infusion; whoever reads by code sees the code alone."""
    if not reader.member.role.sees_families:
        return child.code
    since = infusions(session, child, pack, reader, reader.now)
    return joined([age_and_sex(child, reader, reader.now), *since[:1]], reader.language)


def _child(
    session: Session, child: Child, pack: Pack, reader: Reader, writer: TaskLines, diaries: DiariesShown
) -> ChildShown:
    return ChildShown(
        code=child.code,
        about=_about(session, child, pack, reader),
        dates=_dates(session, child, pack, reader),
        visits=_visits(session, child, reader, writer),
        diaries=diaries,
    )


def _dates(session: Session, child: Child, pack: Pack, reader: Reader) -> list[Fact]:
    found = []
    for key, known in known_anchors(schedule.anchor_facts(session, child.id)).items():
        words = day(known.on, reader.language, year=True) if known.on else reader.say("never comes")
        if known.kind is AnchorKind.NEVER and known.counts_from:
            words = f"{words}{DOT}{anchor_name(pack, known.counts_from, reader.language)}"
        found.append(Fact(anchor_name(pack, key, reader.language), words))
    return found


def _visits(session: Session, child: Child, reader: Reader, writer: TaskLines) -> list[Fact]:
    """Those to come, and the last that had a result."""
    course, today = course_of(session, child.id), reader.now.astimezone(reader.zone).date()
    shown = []
    for key in sorted({*course.windows, *course.states}, key=lambda key: _place(course.windows, key)):
        state, window = course.state(key), course.windows.get(key)
        if state.is_over or (window is not None and window.closes_on < today and not state.is_open):
            continue
        words = more = ""
        if window is not None:
            words = day(window.opens_on, reader.language)
            more = reader.say("to %(closes)s", closes=day(window.closes_on, reader.language))
        if state.appointment_at is not None:
            words, more = reader.moment(state.appointment_at), ""
        tag = None
        if state.status in STANDS and state.status is not VisitStatus.PLANNED:
            said, tone, icon = STANDS[state.status]
            tag = Tag(state.status.value, reader.say(said), tone, icon)
        shown.append(Fact(writer.words.visit(key), words, tag, more))
    return shown


def _place(windows: object, key: str) -> str:
    window = windows.get(key) if isinstance(windows, dict) else None
    return str(window.target_on) if window is not None else ""


def _people(session: Session, family: Family, reader: Reader) -> list[Callback]:
    mine = caregivers_of(session, family.id)
    phones = phones_by_id(session, [each.phone_id for each in mine])
    states = phone_states(session, list(phones))
    silenced = {
        row.key: row
        for row in suppressions(session, scope=Scope.NUMBER, keys=[each.number_index for each in phones.values()])
    }
    shown = []
    for each in mine:
        phone = phones[each.phone_id]
        parts = [
            who_is(reader, each.relation, each.called),
            reader.say(ROLES[each.role]),
            reader.say(SPOKEN[each.language.value]),
            reader.say(PHONE_STATES[states[phone.id]]),
            reader.say("gets no texts") if phone.number_index in silenced else "",
            "" if each.gets_reminders else reader.say("no reminders"),
        ]
        shown.append(Callback(spaced(phone.number), phone.number, joined(parts, Language(reader.language))))
    return shown
