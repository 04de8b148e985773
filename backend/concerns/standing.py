"""Where a concern stands: a pure function of its events, in the order in which they count.

Whatever asks for a person opens a demand: paging goes on from there until somebody acknowledges. Acknowledged is not
done: until a call reached the family, a clock runs (`call_due`), and a miss opens a demand again. What the family was
told holds, whoever takes it up and whenever, and at whatever level: only where they were told nothing does taking it
up start the clock. A call they were told of is owed until it reached them, or a person said why none is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from backend.concerns import sae_clocks
from backend.concerns.happened import Happened, as_they_count
from backend.concerns.models import Kind, Source, State
from backend.concerns.sae_clocks import SaeClock
from backend.triage.understanding import Urgency


@dataclass(frozen=True)
class Demand:
    """Somebody is wanted. `number` is the event that asked; `first`, if set, is to be paged before all others.

    `page_by`: whoever is next is paged by then at the latest, at any hour, for somebody was told so.
    """

    number: int
    since: datetime
    level: Urgency
    night: bool = False
    first: str | None = None
    page_by: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """The current state of a concern. `promise` is the last promise told to the family and not yet kept or missed.

    `reached`: the family was phoned, and nothing came since that they would be phoned about. `waits`: it was told
    that somebody phones, and neither was that call made nor did a person say why it is not; a miss does not end it.
    """

    level: Urgency = Urgency.NONE
    state: State = State.OPEN
    holder: str | None = None
    demand: Demand | None = None
    call_due: datetime | None = None
    read_due: datetime | None = None
    promise: int | None = None
    night: bool = False
    sae_clocks: tuple[SaeClock, ...] = ()
    signals: int = 0
    last_signal_at: datetime | None = None
    last_call: int = 0
    acknowledged_at: datetime | None = None
    missed: int = 0
    reached: bool = False
    waits: bool = False

    @property
    def due_by(self) -> datetime | None:
        """By when a person must have acted, if somebody must."""
        if self.state is State.RESOLVED:
            return None
        return self.call_due or (self.read_due if self.state is State.OPEN else None)

    @property
    def unreported(self) -> tuple[SaeClock, ...]:
        """The clocks that run: no report is linked yet, and nobody said that none is due."""
        return sae_clocks.running(self.sae_clocks)

    @property
    def owes_call(self) -> bool:
        """Whether somebody must phone, and nobody has reached the family; a miss does not end it."""
        missed = self.missed > 0 and not self.reached and self.level.rank >= Urgency.URGENT.rank
        return self.call_due is not None or self.waits or (self.demand is not None and missed)

    @property
    def asks_for_call(self) -> bool:
        """Whether whoever takes it up is to phone the family."""
        return self.waits or (self.level.rank >= Urgency.URGENT.rank and not self.reached)

    @property
    def can_waive(self) -> bool:
        """Whether a person may say why a promised call is not made: never while it is pressing."""
        return self.waits and self.level.rank < Urgency.URGENT.rank


def standing(events: Iterable[Happened]) -> Standing:
    """What the events amount to; a call closes only what was known when it was made."""
    now = Standing()
    for event in as_they_count(events):
        now = STEPS.get(event.kind, _nothing)(_aware(now, event), event)
    return now


STAFF_ACTS = frozenset(
    {
        Kind.ACKNOWLEDGED,
        Kind.CALLED,
        Kind.VIEWED,
        Kind.RESOLVED,
        Kind.LEVEL_CHANGED,
        Kind.CALL_WAIVED,
        Kind.NOTED,
        Kind.HANDED_OVER,
    }
)


def _aware(now: Standing, event: Happened) -> Standing:
    """Whatever a person first does with it after a sign shows that staff know of the sign."""
    if event.kind not in STAFF_ACTS:
        return now
    return replace(now, sae_clocks=sae_clocks.known(now.sae_clocks, event))


def _nothing(now: Standing, event: Happened) -> Standing:
    del event
    return now


def _signal(now: Standing, event: Happened) -> Standing:
    level = Urgency(event.facts["level"])
    night = event.facts.get("night") == "yes"
    raised = level.rank > now.level.rank
    after = replace(
        now,
        level=now.level.or_higher(level),
        night=now.night or night,
        signals=now.signals + 1,
        last_signal_at=max(now.last_signal_at or event.at, event.at),
        read_due=now.read_due or event.moment("read_by"),
        sae_clocks=sae_clocks.opened(now.sae_clocks, event),
        reached=now.reached and level.rank < Urgency.URGENT.rank,
    )
    after = _demanded(now, after, event, level=level, raised=raised, night=night)
    return after if after.state is not State.RESOLVED else replace(after, state=State.OPEN)


def _demanded(
    now: Standing, after: Standing, event: Happened, *, level: Urgency, raised: bool, night: bool
) -> Standing:
    """Whether this signal asks for a person, anew or sooner than the demand that is open."""
    failed = event.facts.get("source") == Source.FAILED_SAFETY
    if level.rank < Urgency.URGENT.rank:
        return after
    if now.demand is not None:
        sooner = raised or (night and not now.demand.night)
    elif level is Urgency.EMERGENCY or failed or raised:
        sooner = True
    else:
        sooner = now.state is State.CALLED or now.signals == 0
    return _wanted(after, event) if sooner else _due(after, event.moment("call_by"))


def _wanted(now: Standing, event: Happened, *, first: str | None = None, at_once: bool = False) -> Standing:
    """A demand opens with this event."""
    demand = Demand(event.nth, event.at, now.level, now.night, first, event.at if at_once else None)
    return _due(replace(now, state=State.OPEN, holder=None, demand=demand), event.moment("call_by"))


def _due(now: Standing, call_by: datetime | None) -> Standing:
    """An earlier promise stands; a later one does not put it off."""
    if call_by is None or (now.call_due is not None and now.call_due <= call_by):
        return now
    return replace(now, call_due=call_by)


def _answered(now: Standing, event: Happened) -> Standing:
    told = event.moment("promise")
    return now if told is None else _due(replace(now, promise=event.nth, waits=True), told)


def _acknowledged(now: Standing, event: Happened) -> Standing:
    if now.state is State.RESOLVED:
        return now
    if now.state is State.CALLED:
        return replace(now, holder=event.by)
    if now.reached and now.call_due is None:
        return replace(now, state=State.CALLED, holder=event.by, demand=None, acknowledged_at=event.at)
    due = now.call_due if now.promise is not None else event.moment("call_by") or now.call_due
    return replace(
        now, state=State.ACKNOWLEDGED, holder=event.by, demand=None, call_due=due, acknowledged_at=event.at
    )


def _called(now: Standing, event: Happened) -> Standing:
    if event.facts.get("reached") != "yes":
        return now
    state = now.state if now.state is State.RESOLVED else State.CALLED
    return replace(
        now,
        state=state,
        holder=event.by,
        demand=None,
        call_due=None,
        promise=None,
        last_call=event.nth,
        reached=True,
        waits=False,
    )


def _waived(now: Standing, event: Happened) -> Standing:
    """Nobody phones any more: it is then as any concern that is to be read."""
    del event
    return replace(now, demand=None, call_due=None, promise=None, waits=False)


def _missed(now: Standing, event: Happened) -> Standing:
    """The family is told that somebody is paged again: that holds at night, too."""
    after = replace(now, call_due=None, promise=None, missed=now.missed + 1, reached=False)
    if after.demand is None:
        return _wanted(after, event, at_once=True)
    return replace(after, demand=replace(after.demand, page_by=event.at))


def _level_changed(now: Standing, event: Happened) -> Standing:
    level = Urgency(event.facts["level"])
    after = replace(now, level=level)
    if level.rank < Urgency.URGENT.rank:
        after = replace(after, read_due=event.moment("read_by") or now.read_due)
        if not now.waits:
            return replace(after, demand=None, call_due=None, promise=None)
    if level.rank > now.level.rank and now.state is not State.RESOLVED:
        return _wanted(replace(after, reached=False), event)
    if now.demand is not None:
        return replace(after, demand=Demand(event.nth, event.at, level, now.night, now.demand.first))
    return after


def _handed_over(now: Standing, event: Happened) -> Standing:
    """Whoever hands it over is told that the other is paged now. After a call no other is owed for that."""
    if now.state is State.RESOLVED:
        return now
    after = _wanted(now, event, first=event.facts["to"], at_once=True)
    return replace(after, call_due=now.call_due) if now.reached else after


def _resolved(now: Standing, event: Happened) -> Standing:
    return replace(now, state=State.RESOLVED, holder=event.by, demand=None, call_due=None, promise=None, waits=False)


def _reopened(now: Standing, event: Happened) -> Standing:
    after = replace(
        now,
        state=State.OPEN,
        holder=None,
        read_due=event.moment("read_by") or now.read_due,
        sae_clocks=sae_clocks.resumed(now.sae_clocks, event),
    )
    return _wanted(replace(after, reached=False), event) if now.level.rank >= Urgency.URGENT.rank else after


def _sae_linked(now: Standing, event: Happened) -> Standing:
    return replace(now, sae_clocks=sae_clocks.linked(now.sae_clocks, event))


def _sae_resumed(now: Standing, event: Happened) -> Standing:
    return replace(now, sae_clocks=sae_clocks.resumed(now.sae_clocks, event))


def _sae_dismissed(now: Standing, event: Happened) -> Standing:
    return replace(now, sae_clocks=sae_clocks.dismissed(now.sae_clocks, event))


STEPS = {
    Kind.SIGNAL: _signal,
    Kind.ANSWERED: _answered,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.CALLED: _called,
    Kind.PROMISE_MISSED: _missed,
    Kind.LEVEL_CHANGED: _level_changed,
    Kind.CALL_WAIVED: _waived,
    Kind.HANDED_OVER: _handed_over,
    Kind.RESOLVED: _resolved,
    Kind.REOPENED: _reopened,
    Kind.SAE_LINKED: _sae_linked,
    Kind.SAE_DISMISSED: _sae_dismissed,
    Kind.SAE_RESUMED: _sae_resumed,
}
