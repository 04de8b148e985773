"""Virtual people on call: they read pages, take concerns up in time, late or never, and phone."""

import heapq
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

import yaml
from sqlalchemy import Engine
from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.acknowledge import acknowledge
from backend.concerns.record_call import record_call
from backend.concerns.resolve import resolve
from backend.db import reading, transaction
from backend.emulator.world import Emulator, NoReplyRoute
from backend.errors import NuanxinError
from backend.protocol.pack import Pack
from backend.protocol.plain_yaml import read_plain
from backend.simulation.contacts import COORDINATOR

ASKS = re.compile(r"A (\d+)")  # only a page asks for it
ROTA = (("gao", "高霞", "+85261110001"), ("chen", "陈医生", "+85261110002"), ("lin", "林医生", "+85261110003"))
ADMINISTRATOR = ("zhao", "赵主任", "+85261110009")
LEAVE = ("2027-02-04", "2027-02-14")  # the first on the rota is away over Spring Festival


def add_rota(study_file: Path) -> None:
    """Give a copied pack three people on call and an administrator; the first is on leave over a holiday."""
    _, study = read_plain(study_file.read_text(encoding="utf-8"))
    people = [_person(*each) for each in ROTA]
    people[0]["absences"] = [{"from": LEAVE[0], "until": LEAVE[1]}]
    study["contact"] |= {"phone": "+862081330000", "rota": people, "administrator": _person(*ADMINISTRATOR)}
    study["contact"].pop("holiday_rota", None)
    text = yaml.safe_dump(study, allow_unicode=True, sort_keys=False)
    study_file.write_text(text, encoding="utf-8")


def _person(key: str, name: str, phone: str) -> dict[str, object]:
    return {"key": key, "name": {"zh-Hans": name, "en": key.title()}, "phone": phone}


@dataclass(frozen=True)
class Habit:
    """How likely somebody takes a page up in time or late (else never), and phones in time once they have."""

    in_time: float
    late: float
    phones: float


HABITS = {"gao": Habit(0.75, 0.15, 0.9), "chen": Habit(0.6, 0.2, 0.8), "lin": Habit(0.85, 0.1, 0.95)}
LATE_PEN = 0.3
"""How often a call is written down later than it was made."""
ALWAYS = Habit(0.95, 0.05, 1.0)


@dataclass(order=True)
class _Plan:
    at: datetime
    order: int
    do: Callable[[datetime], None] = field(compare=False)


class OnCallPeople:
    """Everybody on the rota. They know only what arrives on their phones, and what they then look up."""

    def __init__(self, engine: Engine, pack: Pack, emulator: Emulator, *, seed: int) -> None:
        self._engine, self._pack, self._emulator = engine, pack, emulator
        self._rng = Random(f"on-call:{seed}")
        self._pen = Random(f"on-call-pen:{seed}")
        self._people = {each.phone: each for each in pack.study.contact.people}
        self._plans: list[_Plan] = []
        self._order = count()
        self._read = 0

    def next_at(self) -> datetime | None:
        """When somebody next does something."""
        return self._plans[0].at if self._plans else None

    def act(self, now: datetime) -> int:
        """Read pages that arrived, and do what is due; how much was done."""
        arrived = self._emulator.arrivals(self._read)
        self._read += len(arrived)
        for message in arrived:
            found = ASKS.search(message.body) if message.to in self._people else None
            if found is not None:
                self._paged(message.to, int(found[1]), now)
        done = 0
        while self._plans and self._plans[0].at <= now:
            heapq.heappop(self._plans).do(now)
            done += 1
        return done

    def look_through(self, now: datetime) -> None:
        """A round in office hours: what is not urgent, or whose family was phoned, is brought to an end."""
        with reading(self._engine) as session:
            rows = [(row.number, row.level, row.state) for row in queries.unresolved(session)]
        for number, level, state in rows:
            if state == "called" or (level == "routine" and state in ("open", "acknowledged")):
                self._try(lambda session, n=number: self._finish(session, n, now))  # type: ignore[misc]

    def _paged(self, phone: str, number: int, now: datetime) -> None:
        habit = HABITS.get(self._people[phone].key, ALWAYS)
        draw = self._rng.random()
        if draw < habit.in_time:
            minutes = self._rng.uniform(1, 7)
        elif draw < habit.in_time + habit.late:
            minutes = self._rng.uniform(15, 60)
        else:
            return
        self._later(now, minutes, lambda at: self._take_up(phone, number, at))

    def _take_up(self, phone: str, number: int, now: datetime) -> None:
        """By text, as the page says; the call follows, in time or not."""
        try:
            self._emulator.type_as(phone, f"A {number}")
        except NoReplyRoute:
            by = self._people[phone].key
            self._try(lambda session: acknowledge(session, number, by=by, way="console", pack=self._pack, now=now))
        habit = HABITS.get(self._people[phone].key, ALWAYS)
        minutes = self._rng.uniform(3, 18) if self._rng.random() < habit.phones else self._rng.uniform(45, 120)
        self._later(now, minutes, lambda at: self._phone(phone, number, at))

    def _phone(self, phone: str, number: int, now: datetime) -> None:
        """Most write a call down at once, some when they get round to it."""
        reached = self._rng.random() < 0.9
        if self._pen.random() < LATE_PEN:
            minutes = self._pen.uniform(5, 45)
            self._later(now, minutes, lambda at: self._write_down(phone, number, made=now, reached=reached, now=at))
        else:
            self._write_down(phone, number, made=now, reached=reached, now=now)

    def _write_down(self, phone: str, number: int, *, made: datetime, reached: bool, now: datetime) -> None:
        call = partial(
            record_call,
            number=number,
            reached=reached,
            note="",
            by=self._people[phone].key,
            way="console",
            pack=self._pack,
            now=now,
            happened_at=made,
        )
        if self._try(call) and not reached:
            self._later(now, 5, lambda at: self._phone(phone, number, at))

    def _finish(self, session: Session, number: int, now: datetime) -> None:
        resolve(session, number, outcome="advised", note="", by=COORDINATOR, now=now)

    def _try(self, do: Callable[[Session], object]) -> bool:
        """Whether the product let them: another may have been quicker."""
        try:
            with transaction(self._engine) as session:
                do(session)
        except NuanxinError:
            return False
        return True

    def _later(self, now: datetime, minutes: float, do: Callable[[datetime], None]) -> None:
        heapq.heappush(self._plans, _Plan(now + timedelta(minutes=minutes), next(self._order), do))
