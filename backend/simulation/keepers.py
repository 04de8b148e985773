"""Caregivers who keep diaries: who they are, and what they find due. They know only what the product tells them."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from backend.db import reading, transaction
from backend.devices.issue_card import issue_card
from backend.diary.window_queries import windows_opening
from backend.diary.windows import Window
from backend.emulator.world import Emulator
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Family
from backend.families.phone_queries import phone_by_id
from backend.protocol.pack import Pack
from backend.simulation.app_device import AppDevice
from backend.simulation.asgi import InProcessWeb
from backend.simulation.cast import Owner
from backend.simulation.contacts import COORDINATOR
from backend.simulation.device import Device
from backend.simulation.diary_book import Writing
from backend.simulation.diary_life import DiaryLife, Way, drawn
from backend.simulation.doorstep import Doorstep
from backend.simulation.keeper import DAY, Keeper
from backend.simulation.page_device import PageDevice
from backend.simulation.pen import Pen, Sheet
from backend.simulation.plans import Plans

LOOKS_AT = time(17, 40)
LONGEST_OPEN = timedelta(days=16)
DEVICES: dict[Way, Callable[[InProcessWeb, str], Device]] = {Way.APP: AppDevice, Way.PAGE: PageDevice}
"""Who has none phones the coordinator."""


class Keepers:
    """All of them. Families get to know their card on the day they are enrolled."""

    def __init__(
        self,
        engine: Engine,
        pack: Pack,
        life: DiaryLife,
        emulator: Emulator,
        web: InProcessWeb,
        owners: dict[str, Owner],
        *,
        live: bool,
        seed: int,
    ) -> None:
        self._engine, self._pack, self._life, self._web = engine, pack, life, web
        self._owners, self._seed = owners, seed
        self._plans = Plans()
        self._pen = Pen(
            engine,
            pack,
            life,
            self._plans,
            live=live,
            locked_out=self._come_in,
        )
        self._doorstep = Doorstep(engine, emulator, self._plans, entered=self._pen.send)
        self._of_child: dict[str, Keeper] = {}
        self._numbers: set[str] = set()
        self._seen: set[str] = set()

    @property
    def book(self) -> Sequence[Writing]:
        """All that was written."""
        return self._pen.book

    def next_at(self) -> datetime | None:
        """When somebody next does something."""
        return self._plans.next_at()

    def act(self, now: datetime) -> int:
        """Read codes that arrived, and do what is due; how much was done."""
        self._doorstep.read_codes(now)
        return self._plans.act(now)

    def meet(self, codes: Sequence[str], now: datetime) -> None:
        """Children who were enrolled: one caregiver of each family is handed the card."""
        if not self._plans:
            self._plan_look(now)
        with transaction(self._engine) as session:
            for code in codes:
                child = families.child_by_code(session, code)
                siblings = [each.id for each in families.children_of(session, child.family_id)]
                keeper = next((self._of_child[each] for each in siblings if each in self._of_child), None)
                keeper = keeper or self._keeper(session, families.family_by_id(session, child.family_id), now)
                if keeper is not None:
                    self._of_child[child.id] = keeper

    def _keeper(self, session: Session, family: Family, now: datetime) -> Keeper | None:
        rng = Random(f"keeper:{self._seed}:{family.code}")
        own = [(each, phone_by_id(session, each.phone_id).number) for each in caregivers_of(session, family.id)]
        able = [each for each in own if not self._owners[each[1]].is_stranger and each[1] not in self._numbers]
        if not able:
            return None
        caregiver, number = rng.choice(able)
        self._numbers.add(number)
        way = rng.choices(list(self._life.ways), list(self._life.ways.values()))[0]
        keeper = Keeper(number, way, drawn(rng, self._life.habits), ZoneInfo(family.zone), rng)
        if way in DEVICES:
            keeper.device = DEVICES[way](self._web, number)
            keeper.card = issue_card(session, caregiver=caregiver, family=family, by=COORDINATOR, now=now)
            home = keeper.awake(now + timedelta(hours=rng.randint(1, 9)))
            self._plans.later(home, lambda at: self._come_in(keeper, at))
        return keeper

    def _come_in(self, keeper: Keeper, now: datetime) -> None:
        self._doorstep.come_in(keeper, now)

    def _plan_look(self, now: datetime) -> None:
        zone = ZoneInfo(self._pack.study.zone)
        local = now.astimezone(zone)
        day = local.date() + (DAY if local.time() >= LOOKS_AT else timedelta())
        self._plans.later(datetime.combine(day, LOOKS_AT, zone).astimezone(now.tzinfo), self._look)

    def _look(self, now: datetime) -> None:
        """Once a day: which windows open until tomorrow, and who has something to tell beside them."""
        self._plan_look(now)
        with reading(self._engine) as session:
            opening = windows_opening(session, since=now - LONGEST_OPEN, until=now + DAY)
        for child_id, window in opening:
            keeper, mark = self._of_child.get(child_id), window.id_for(child_id)
            if keeper is not None and mark not in self._seen and window.closes_at > now:
                self._seen.add(mark)
                self._plan_window(keeper, child_id, window, now)
        for child_id, keeper in self._of_child.items():
            if keeper.rng.random() < self._life.events:
                self._plan_event(keeper, child_id, now)

    def _plan_window(self, keeper: Keeper, child_id: str, window: Window, now: datetime) -> None:
        rng = keeper.rng
        span = _span(keeper, window, now)
        if span is None:
            return
        sick = self._life.sick_days_of(window.instrument)
        ill = drawn(rng, sick) if sick and rng.random() < self._life.sick_days else None
        sheet = Sheet(child_id, self._pack.instruments[window.instrument], window.due_on, ill)
        at = keeper.awake(span[0] + rng.random() * (span[1] - span[0]))
        self._plans.later(at, lambda then: self._pen.write(keeper, sheet, then))

    def _plan_event(self, keeper: Keeper, child_id: str, now: datetime) -> None:
        told = [each for each in self._life.sick if self._pack.instruments[each.instrument].any_time]
        if told:
            ill = drawn(keeper.rng, told)
            sheet = Sheet(child_id, self._pack.instruments[ill.instrument], None, ill)
            at = keeper.awake(now + keeper.rng.random() * DAY)
            self._plans.later(at, lambda then: self._pen.write(keeper, sheet, then))


def _span(keeper: Keeper, window: Window, now: datetime) -> tuple[datetime, datetime] | None:
    """When the keeper means to write, by habit; None if not at all. What nobody waits for is not done late."""
    habit, draw = keeper.habit, keeper.rng.random()
    if draw < habit.on_time:
        return max(window.opens_at, now), window.closes_at
    if window.optional:
        return None
    if draw < habit.on_time + habit.late:
        return window.closes_at, window.late_until
    if draw < habit.on_time + habit.late + habit.too_late:
        return window.late_until, window.late_until + 2 * DAY
    return None
