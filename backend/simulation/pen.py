"""Writing a diary down and sending it: at once or from offline, twice, and corrected."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine

from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack
from backend.simulation.device import SIGN_IN
from backend.simulation.diary_book import Answered, Writing
from backend.simulation.diary_life import DiaryLife, SickDay, Way
from backend.simulation.fill_in import fill_in
from backend.simulation.keeper import Keeper
from backend.simulation.plans import Plans
from backend.simulation.tell_by_phone import tell_by_phone
from backend.triage.understanding import Urgency

TO_CONFIRM = "answers-to-confirm"
SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Sheet:
    """What is to be filled in: of which child, for which day (None: any time), and what is wrong on a sick one."""

    child_id: str
    instrument: Instrument
    due_on: date | None
    sick: SickDay | None


class Pen:
    """All that is written, kept in `book`; `locked_out` is told whose device is no longer let in."""

    def __init__(
        self,
        engine: Engine,
        pack: Pack,
        life: DiaryLife,
        plans: Plans,
        *,
        live: bool,
        locked_out: Callable[[Keeper, datetime], None],
    ) -> None:
        self._engine, self._pack, self._life, self._plans = engine, pack, life, plans
        self._live, self._locked_out = live, locked_out
        self.book: list[Writing] = []

    def write(self, keeper: Keeper, sheet: Sheet, now: datetime, *, corrects: str = "") -> None:
        """Fill it in now. It may wait for a network, be sent twice, and be corrected later."""
        rng, life = keeper.rng, self._life
        writing = self._written(keeper, sheet, now, corrects)
        self.book.append(writing)
        keeper.waiting.append(writing)
        if keeper.device is not None and rng.random() < life.offline:
            online = keeper.awake(now + timedelta(hours=rng.randint(2, 20)))
            self._plans.later(online, lambda at: self.send(keeper, at))
        else:
            self.send(keeper, now)
        if rng.random() < life.doubled:
            self._plans.later(now + SOON, lambda at: self._send_again(keeper, writing, at))
        if not corrects and rng.random() < life.corrected:
            later = keeper.awake(now + timedelta(hours=rng.randint(1, 30)))
            self._plans.later(later, lambda at: self._correct(keeper, sheet, writing, at))

    def send(self, keeper: Keeper, now: datetime) -> None:
        """All that waits; what a question came back about is right as it was meant."""
        if keeper.device is not None and not keeper.is_in:
            return
        waiting, keeper.waiting = keeper.waiting, []
        for writing, answered in zip(waiting, self._sent(keeper, waiting, now), strict=True):
            self._told(keeper, writing, answered, now)
            if answered.outcome == TO_CONFIRM:
                writing.sure = list(answered.asks)
                self._told(keeper, writing, self._sent(keeper, [writing], now)[0], now)

    def _written(self, keeper: Keeper, sheet: Sheet, now: datetime, corrects: str) -> Writing:
        rng, life, sick = keeper.rng, self._life, sheet.sick
        filled = fill_in(sheet.instrument, life, sick, self._pack.listening.thresholds.thresholds, rng)
        reason = rng.choice(life.why_corrected) if corrects else ""
        return Writing(
            id=str(UUID(int=rng.getrandbits(128), version=4)),
            child_id=sheet.child_id,
            number=keeper.number,
            way=keeper.way,
            instrument=sheet.instrument.key,
            version=sheet.instrument.version,
            due_on=sheet.due_on,
            answers=filled.answers,
            usual=filled.usual,
            level=sick.level if sick is not None else Urgency.NONE,
            recorded_at=now,
            zone=keeper.zone.key,
            corrects=corrects,
            reason=life.told if keeper.way is Way.PHONE else reason,
        )

    def _correct(self, keeper: Keeper, sheet: Sheet, writing: Writing, now: datetime) -> None:
        if writing.is_kept or writing in keeper.waiting:
            self.write(keeper, sheet, now, corrects=writing.id)

    def _send_again(self, keeper: Keeper, writing: Writing, now: datetime) -> None:
        if writing.is_kept and (keeper.is_in or keeper.device is None):
            self._told(keeper, writing, self._sent(keeper, [writing], now)[0], now)

    def _sent(self, keeper: Keeper, writings: list[Writing], now: datetime) -> list[Answered]:
        if not writings:
            return []
        if keeper.device is not None:
            return keeper.device.send(writings, now)
        return [tell_by_phone(self._engine, self._pack, each, live=self._live, now=now) for each in writings]

    def _told(self, keeper: Keeper, writing: Writing, answered: Answered, now: datetime) -> None:
        if answered.outcome != SIGN_IN:
            writing.outcomes.append(answered.outcome)
            writing.advised |= answered.advised
            return
        if not writing.is_kept:
            keeper.waiting.append(writing)
        if keeper.is_in:
            keeper.is_in = False
            self._locked_out(keeper, now)
