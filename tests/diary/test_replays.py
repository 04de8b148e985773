"""App, page and texts over a bad line: doubled, reordered, delayed, cut off, the diary comes to the same."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine

from tests.diary.fills import windows_repeat_their_entries
from tests.diary.home import uuid
from tests.diary.replay_line import CutOffError, Household, Line, text_name
from tests.diary.replay_reference import DAYS, Act, Reference, Way, opens

FATES = ("lies", "arrives", "twice", "cut", "unanswered")
"""An act stays on the phone; arrives, once or twice; is cut off before the commit; or its answer is, after it."""
fates = st.sampled_from(FATES)
colours = st.sampled_from(["pale", "dark", "clots"])
which = st.integers(0, 11)
COOLEST = 360
"""Tenths of a degree: seven more, and what another copy adds, are no fever yet."""
EXAMPLES = int(os.environ.get("REPLAYS", "0"))
"""`make replays` draws that many families anew; the suite looks at the same six each time."""


class Replays(RuleBasedStateMachine):
    """One family for a few days. What it wrote lies on its phones until an answer has come, and may be sent again."""

    line: ClassVar[Line]
    folder: ClassVar[Path]
    numbers: ClassVar[Iterator[int]]

    def __init__(self) -> None:
        super().__init__()
        self.nth = next(self.numbers)
        self.home = Household(self.line, self.folder, self.nth)
        self.clock = self.home.clock
        self.reference = Reference()
        self.written: list[Act] = []
        self.arrived: list[Act] = []
        self.read: list[str] = []

    @rule(way=st.sampled_from(list(Way)), colour=colours, back=st.sampled_from([None, 0, 1, 3]), fate=fates)
    def the_family_writes(self, way: Way, colour: str, back: int | None, fate: str) -> None:
        self._write(way, colour, self._day(back) if way is not Way.SMS else None, "", fate)

    @precondition(lambda self: self._entries)
    @rule(way=st.sampled_from([Way.APP, Way.PAGE]), colour=colours, nth=which, fate=fates)
    def the_family_corrects(self, way: Way, colour: str, nth: int, fate: str) -> None:
        self._write(way, colour, None, self._entries[nth % len(self._entries)], fate)

    @precondition(lambda self: self.written)
    @rule(nth=which, fate=fates)
    def it_is_sent_again(self, nth: int, fate: str) -> None:
        self.clock.advance(minutes=1)
        self._meet(self.written[nth % len(self.written)], fate)

    @precondition(lambda self: self._online)
    @rule(nth=which)
    def another_copy_says_something_else(self, nth: int) -> None:
        self.clock.advance(minutes=1)
        act = self._online[nth % len(self._online)]
        self._send(replace(act, tenths=act.tenths + 6))

    @precondition(lambda self: self._apps)
    @rule(order=st.lists(which, min_size=1, max_size=4), cut=st.booleans())
    def a_batch_is_sent(self, order: list[int], cut: bool) -> None:
        self.clock.advance(minutes=1)
        self._sync([self._apps[nth % len(self._apps)] for nth in order], cut=cut)

    @rule(cut=st.booleans())
    def texts_are_read(self, cut: bool) -> None:
        self.clock.advance(minutes=1)
        self._read(cut=cut)

    @rule(hours=st.integers(1, 30))
    def hours_pass(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    @invariant()
    def the_diary_is_what_has_arrived(self) -> None:
        assert self.home.state() == self.reference.state(self.clock.now())
        assert [each for each in self.home.outcomes() if each] == self.read

    def teardown(self) -> None:
        """In the end everything arrives, the newest first, and then all of it once more."""
        for act in [*reversed(self.written), *self.written]:
            self.clock.advance(minutes=1)
            self._meet(act, "arrives")
        self._read()
        self.the_diary_is_what_has_arrived()
        windows_repeat_their_entries(self.line.engine)
        assert {act.id for act in self._online} <= self.reference.kept.keys()
        assert len(self.read) == len([act for act in self.written if act.way is Way.SMS])

    @property
    def _online(self) -> list[Act]:
        return [act for act in self.written if act.way is not Way.SMS]

    @property
    def _apps(self) -> list[Act]:
        return [act for act in self.written if act.way is Way.APP]

    @property
    def _entries(self) -> list[str]:
        """Entries that the family sees, and may correct."""
        return list(dict.fromkeys([*(act.id for act in self._online if not act.corrects), *self.reference.days]))

    def _day(self, back: int | None) -> date | None:
        if back is None:
            return None
        began = [day for day in DAYS if opens(day) <= self.clock.now()]
        return began[max(0, len(began) - 1 - back)]

    def _write(self, way: Way, colour: str, day: date | None, corrects: str, fate: str) -> None:
        now = self.clock.advance(minutes=1)
        nth = len(self.written)
        act = Act(uuid(f"{self.nth}/{nth}"), way, now, COOLEST + nth % 8, colour, day, corrects)
        self.written.append(act)
        self._meet(act, fate)

    def _meet(self, act: Act, fate: str) -> None:
        if fate == "lies":
            return
        for _ in range(2 if fate == "twice" else 1):
            self._receive(act, cut=fate == "cut") if act.way is Way.SMS else self._send(act, cut=fate == "cut")

    def _send(self, act: Act, *, cut: bool = False) -> None:
        cut = cut and self.reference.is_news(act)
        with self.line.cut(cut):
            said = self.home.send(act)
        assert said == ("cut" if cut else self.reference.take(act)), act

    def _sync(self, acts: list[Act], *, cut: bool) -> None:
        """Entries go before corrections, the oldest first; the answers are in the order sent."""
        order = sorted(range(len(acts)), key=lambda place: (bool(acts[place].corrects), acts[place].at))
        cut = cut and any(self.reference.is_news(act) for act in acts)
        with self.line.cut(cut):
            said = self.home.sync(acts)
        taken = {} if cut else {place: self.reference.take(acts[place]) for place in order}
        assert said == [taken.get(place, "cut") for place in range(len(acts))]

    def _receive(self, act: Act, *, cut: bool = False) -> None:
        new = act.id not in [each.id for each in self.arrived]
        with self.line.cut(cut and new), suppress(CutOffError):
            self.home.receives(act)
        if new and not cut:
            self.arrived.append(replace(act, at=self.clock.now()))

    def _read(self, *, cut: bool = False) -> None:
        """Texts are read in the order they arrived; one that is cut off waits, with those after it."""
        outcomes: list[str] = []
        for act in self.arrived[len(self.read) :]:
            day = self.reference.text_day(act.at)
            if day is not None and cut:
                break
            if day is not None:
                self.reference.take(replace(act, id=text_name(day), due_on=day))
            outcomes.append("kept" if day is None else "diary-kept")
        else:
            cut = False
        with self.line.cut(cut), suppress(CutOffError):
            self.home.reads()
        self.read += outcomes


def test_whatever_the_line_does_the_diary_comes_to_the_same(engine: Engine, tmp_path: Path) -> None:
    Replays.folder, Replays.numbers = tmp_path, count(100)
    quick = settings(
        max_examples=EXAMPLES or 6,
        stateful_step_count=30 if EXAMPLES else 12,
        derandomize=not EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with Line(engine).open() as Replays.line:
        run_state_machine_as_test(Replays, settings=quick)
    assert next(Replays.numbers) > 100


def test_a_text_that_had_to_wait_is_of_the_evening_it_came(engine: Engine, tmp_path: Path) -> None:
    Replays.folder, Replays.numbers = tmp_path, count(100)
    with Line(engine).open() as Replays.line:
        family = Replays()
        family.the_family_writes(Way.SMS, "dark", None, "arrives")
        family.hours_pass(24)
        family.texts_are_read(cut=False)
        family.the_diary_is_what_has_arrived()
        assert family.home.state().days[DAYS[0]] == "on-time"
