"""A virtual coordinator: works the open tasks in office hours by the same verbs a person uses."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from backend.concerns import queries as tasks
from backend.concerns.close_task import close_task
from backend.concerns.models import Task, TaskKind
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.errors import NuanxinError
from backend.families import queries as families
from backend.families.confirm_phone import confirm as confirm_phone
from backend.families.models import Child, Family
from backend.families.pause import pause, resume
from backend.families.pause_queries import is_paused
from backend.families.phone_queries import phone_by_id
from backend.protocol.pack import Pack
from backend.schedule.anchor import set_anchor
from backend.schedule.book import book, cancel_visit
from backend.schedule.confirm import confirm
from backend.schedule.happen import Act
from backend.schedule.plan import Course, course_of
from backend.schedule.results import attend, miss
from backend.schedule.visit_state import VisitStatus
from backend.simulation.cast import Cast, Fate
from backend.simulation.contacts import COORDINATOR

ROUNDS = (time(8, 40), time(11, 20), time(15, 30))
CLOCKS = (time(8, 30), time(9, 0), time(10, 30), time(14, 0))


class Coordinator:
    """Comes in on working days, four times over the day's list, and records what became of visits."""

    def __init__(
        self, engine: Engine, pack: Pack, cast: Cast, *, live: bool, seed: int, off_from: datetime | None = None
    ) -> None:
        """From `off_from` on the list is somebody else's: a visitor's."""
        self._off_from = off_from
        self._engine, self._pack, self._cast, self._live = engine, pack, cast, live
        self._rng = Random(f"coordinator:{seed}")
        self._zone = ZoneInfo(pack.study.zone)
        self._done_fates: set[tuple[str, str]] = set()
        self.closed = 0

    def next_after(self, now: datetime) -> datetime:
        """When they next sit down at the list."""
        local = now.astimezone(self._zone)
        day = local.date()
        while True:
            if self._pack.calendar.is_workday(day):
                for clock in ROUNDS:
                    at = datetime.combine(day, clock, self._zone)
                    if at > local:
                        return at.astimezone(now.tzinfo)
            day += timedelta(days=1)

    def work(self, now: datetime) -> None:
        """One round: what fate holds for today, then every open task."""
        if self._off_from is not None and now >= self._off_from:
            return
        self._fates(now)
        with reading(self._engine) as session:
            numbers = [task.number for task in tasks.open_tasks(session)]
        for number in numbers:
            with transaction(self._engine) as session:
                task = tasks.by_number(session, number)
                if task is not None and task.state == "open":
                    self._do(session, task, now)

    def _do(self, session: Session, task: Task, now: datetime) -> None:
        handlers: dict[str, Callable[[Session, Task, datetime], str | None]] = {
            TaskKind.BOOK_VISIT: self._book,
            TaskKind.REBOOK_VISIT: self._book,
            TaskKind.CALL_UNCONFIRMED: self._phone_about_visit,
            TaskKind.RECORD_RESULT: self._record_result,
            TaskKind.CONFIRM_PHONE: self._confirm_phone,
        }
        handler = handlers.get(task.kind)
        outcome = handler(session, task, now) if handler else "spoke"
        if outcome is not None:
            close_task(session, task.number, outcome=outcome, note="", by=COORDINATOR, now=now)
            self.closed += 1

    def _subject(self, session: Session, task: Task) -> tuple[Child, Family, str, Course]:
        child = families.child_by_code(session, task.child_code or "")
        family = families.family_by_id(session, child.family_id)
        return child, family, task.facts.get("visit", ""), course_of(session, child.id)

    def _act(self, child: Child, family: Family, visit: str, at: datetime) -> Act:
        return Act(child=child, family=family, visit=visit, by=COORDINATOR, happened_at=at)

    def _book(self, session: Session, task: Task, now: datetime) -> str | None:
        child, family, visit, course = self._subject(session, task)
        state = course.state(visit)
        window = course.windows.get(visit)
        if window is None or state.is_over or (state.is_open and not state.move_asked):
            return "settled"
        wanted = window.target_on + timedelta(days=self._rng.choice((-1, 0, 0, 0, 1)))
        if state.move_asked and state.appointment_at:
            wanted = state.appointment_at.astimezone(self._zone).date() + timedelta(days=self._rng.choice((-2, 1, 2)))
        earliest = now.astimezone(self._zone).date() + timedelta(days=1)
        day = self._pack.calendar.next_workday(max(wanted, earliest))
        at = datetime.combine(day, self._rng.choice(CLOCKS), self._zone).astimezone(now.tzinfo)
        try:
            book(
                session,
                self._act(child, family, visit, now),
                appointment_at=at,
                campus=child.campus,
                pack=self._pack,
                now=now,
            )
        except NuanxinError as refusal:
            return f"refused: {refusal.type}"
        return "booked"

    def _phone_about_visit(self, session: Session, task: Task, now: datetime) -> str:
        child, family, visit, course = self._subject(session, task)
        state = course.state(visit)
        if state.status is not VisitStatus.BOOKED or state.appointment_at is None:
            return "settled"
        if self._rng.random() < 0.85:
            act = self._act(child, family, visit, now)
            confirm(session, act, appointment_at=state.appointment_at, pack=self._pack, now=now)
            return "will-come"
        return "settled"

    def _record_result(self, session: Session, task: Task, now: datetime) -> str:
        child, family, visit, course = self._subject(session, task)
        state = course.state(visit)
        if not state.is_open or state.appointment_at is None or state.appointment_at > now:
            return "settled"
        act = self._act(child, family, visit, state.appointment_at)
        came = 0.98 if state.status is VisitStatus.CONFIRMED else 0.85
        if visit.startswith("infusion") or self._rng.random() < came:
            attend(session, act, pack=self._pack, now=now)
            return "came"
        miss(session, act, pack=self._pack, now=now)
        return "missed"

    def _confirm_phone(self, session: Session, task: Task, now: datetime) -> str | None:
        if now - task.opened_at < timedelta(hours=20):
            return None  # the text may still be answered
        phone = phone_by_id(session, task.facts["phone"])
        owner = self._cast.owners.get(phone.number)
        if owner is not None and owner.is_stranger:
            return "stranger"
        confirm_phone(session, phone=phone, by=COORDINATOR, now=now)
        return "theirs"

    def _fates(self, now: datetime) -> None:
        today = now.astimezone(self._zone).date()
        for code, enrolled in self._cast.enrol_on.items():
            day = (today - enrolled).days
            if day < 0:
                continue
            fate = self._cast.fates[code]
            for name, due, act in (
                ("withdraw", fate.withdraws_after_days, self._withdraw),
                ("pause", fate.paused[0] if fate.paused else None, self._pause),
                ("resume", fate.paused[1] if fate.paused else None, self._resume),
                ("second", 20, self._second_infusion),
                ("correct", 120 if fate.corrected_anchor_days else None, self._correct),
                ("cancel", 140 + sum(map(ord, code)) % 60 if sum(map(ord, code)) % 7 == 0 else None, self._cancel),
            ):
                if due is not None and day >= due and (code, name) not in self._done_fates:
                    self._done_fates.add((code, name))
                    with transaction(self._engine) as session:
                        child = families.child_by_code(session, code)
                        act(session, child, families.family_by_id(session, child.family_id), fate, now)

    def _withdraw(self, session: Session, child: Child, family: Family, fate: Fate, now: datetime) -> None:
        del family, fate
        withdraw(session, child=child, by=COORDINATOR, reason="the family decided so", now=now)

    def _pause(self, session: Session, child: Child, family: Family, fate: Fate, now: datetime) -> None:
        del child, fate
        if not is_paused(session, family.id):
            pause(session, family=family, reason="in hospital", by=COORDINATOR, now=now)

    def _resume(self, session: Session, child: Child, family: Family, fate: Fate, now: datetime) -> None:
        del child, fate
        if is_paused(session, family.id):
            resume(session, family=family, reason="home again", by=COORDINATOR, now=now)

    def _second_infusion(self, session: Session, child: Child, family: Family, fate: Fate, now: datetime) -> None:
        visits = course_of(session, child.id)
        if fate.second_infusion_never and "infusion-2" in visits.windows and not visits.state("infusion-2").is_over:
            act = self._act(child, family, "infusion-2", now)
            set_anchor(
                session,
                act,
                "infusion-2",
                happened_on=None,
                counts_from="infusion-1",
                reason="not given",
                pack=self._pack,
                now=now,
            )

    def _correct(self, session: Session, child: Child, family: Family, fate: Fate, now: datetime) -> None:
        window = course_of(session, child.id).windows.get("month-6")
        if window is None or window.anchor != "last-infusion" or fate.second_infusion_never:
            return
        corrected: date = window.anchor_on + timedelta(days=fate.corrected_anchor_days)
        act = self._act(child, family, "infusion-2", now)
        set_anchor(
            session,
            act,
            "infusion-2",
            happened_on=corrected,
            reason="the date was noted wrongly",
            pack=self._pack,
            now=now,
        )

    def _cancel(self, session: Session, child: Child, family: Family, fate: Fate, now: datetime) -> None:
        del fate
        course = course_of(session, child.id)
        for visit, state in sorted(course.states.items()):
            if state.is_open and state.appointment_at and state.appointment_at > now:
                cancel_visit(session, self._act(child, family, visit, now), pack=self._pack, now=now)
                return
