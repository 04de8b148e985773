"""How virtual parents react to what reaches their phones."""

import heapq
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from backend.emulator.messages import VirtualMessage
from backend.emulator.world import Emulator, NoReplyRoute
from backend.simulation.cast import STOPS, Owner
from backend.simulation.diary_life import Line

ZONE = ZoneInfo("Asia/Shanghai")
WAKES, SLEEPS = time(7, 15), time(22, 40)
THANKS = ("谢谢", "好的", "收到", "ok", "知道了", "👍", "多谢晒", "辛苦了", "Thank you!")
CHAT = (
    "请问停车场在哪里？", "可以带爷爷一起来吗", "孩子今天有点咳嗽", "bring the health card?", "听日使唔使空腹㗎",
    "我们改住南沙了", "上次的单据还要带吗", "Is the canteen open on Sunday?", "佢话唔想去", "地铁哪个口出",
)  # fmt: skip


@dataclass(order=True)
class Intent:
    """Something a parent is going to type at a moment."""

    at: datetime
    order: int
    number: str = field(compare=False)
    text: str = field(compare=False)


class Parents:
    """Everybody who holds a phone. They see only what arrives on it."""

    def __init__(
        self,
        emulator: Emulator,
        owners: dict[str, Owner],
        nonsense: Sequence[str] = (),
        lines: Sequence[Line] = (),
    ) -> None:
        self._emulator, self._owners, self._nonsense, self._lines = emulator, owners, nonsense, lines
        self._read = 0
        self._plans: list[Intent] = []
        self._order = count()
        self.typed = 0
        for owner in owners.values():
            self._plan_year(owner)

    def next_at(self) -> datetime | None:
        """When somebody next types something."""
        return self._plans[0].at if self._plans else None

    def act(self, now: datetime) -> int:
        """React to what arrived, and type what is due; how many texts were typed."""
        arrived = self._emulator.arrivals(self._read)
        self._read += len(arrived)
        for message in arrived:
            self._react(message, now)
        typed = 0
        while self._plans and self._plans[0].at <= now:
            intent = heapq.heappop(self._plans)
            try:
                self._emulator.type_as(intent.number, intent.text)
            except NoReplyRoute:
                continue  # a mainland phone shows "not sent"
            typed += 1
        self.typed += typed
        return typed

    def _plan_year(self, owner: Owner) -> None:
        for at, text in owner.worries:  # at any hour: nobody sleeps over a child who struggles to breathe
            heapq.heappush(self._plans, Intent(at, next(self._order), owner.number, text))
        if owner.stops_at:
            self._say(owner, owner.stops_at, owner.rng.choice(STOPS))
        if owner.starts_at:
            self._say(owner, owner.starts_at, "恢复" if owner.rng.random() < 0.5 else "START")
        if owner.switches_at:
            self._say(owner, owner.switches_at, owner.switches_to)

    def _react(self, message: VirtualMessage, now: datetime) -> None:
        owner = self._owners.get(message.to)
        if owner is None:
            return
        rng, temper, text = owner.rng, owner.temper, message.body
        at = now + timedelta(minutes=rng.randint(*temper.delay))
        line = next((each for each in self._lines if any(words in text for words in each.sees)), None)
        if line is None:
            self._answer(owner, text, at)
        elif rng.random() < line.chance * temper.answers:
            self._say(owner, at, rng.choice(line.says))
        if rng.random() < temper.chats:
            self._say(owner, at + timedelta(minutes=rng.randint(1, 20)), self._small_talk(owner))

    def _answer(self, owner: Owner, text: str, at: datetime) -> None:
        """With one of the digits that the text offers, if it offers any."""
        rng, temper = owner.rng, owner.temper
        if _asks_who(text):
            self._say(owner, at, "2" if owner.is_stranger else rng.choice(("1", "1", "１", "1。")))
        elif _offers(text, "1") and rng.random() < temper.answers:
            draw = rng.random()
            if draw < temper.moves:
                self._say(owner, at, "2")
            elif draw < temper.moves + temper.calls:
                self._say(owner, at, "3")
            else:
                self._say(owner, at, rng.choice(("1", "1", "1", "１", " 1 ", "1。")))
                if rng.random() < 0.03:
                    self._say(owner, at + timedelta(minutes=1), "1")
        elif _offers(text, "2") and rng.random() < temper.answers:
            self._say(owner, at, rng.choice(("2", "3")))

    def _small_talk(self, owner: Owner) -> str:
        pools: list[Sequence[str]] = [THANKS, THANKS, CHAT]
        if self._nonsense:
            pools += [self._nonsense, self._nonsense]
        return owner.rng.choice(owner.rng.choice(pools))

    def _say(self, owner: Owner, at: datetime, text: str) -> None:
        heapq.heappush(self._plans, Intent(_awake(at), next(self._order), owner.number, text))


def _asks_who(text: str) -> bool:
    """Whether the text is the check of the phone itself: it says what to answer if the number is wrong."""
    return any(word in text for word in ("打错", "打錯", "wrong number"))


def _offers(text: str, digit: str) -> bool:
    """Whether a text asks for this digit, in the ways our wording does."""
    plain = text.lower()
    return any(f"{verb}{digit}" in plain for verb in ("回", "回复", "回覆", "reply ", ": ", "fine: ", "text "))


def _awake(at: datetime) -> datetime:
    local = at.astimezone(ZONE)
    if local.time() < WAKES:
        local = datetime.combine(local.date(), WAKES, ZONE)
    elif local.time() > SLEEPS:
        local = datetime.combine(local.date() + timedelta(days=1), WAKES, ZONE)
    return local.astimezone(at.tzinfo)


def read_nonsense(path: Path, limit: int = 4000) -> tuple[str, ...]:
    """Real ordinary texts, where the file is present; an empty tuple where it is not."""
    if not path.exists():
        return ()
    with path.open(encoding="utf-8") as lines:
        return tuple(json.loads(line)["text"] for line, _ in zip(lines, range(limit), strict=False))
