"""The clocks of what may be serious adverse events: which sign opens one, who knew when, what ends it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from backend.concerns.happened import Happened
from backend.concerns.models import Source


@dataclass(frozen=True)
class SaeClock:
    """What may be a serious adverse event: when the family sent it, we had it, and staff knew; `nth` opened it.

    `dismissed_at`: when a person judged that it is none. A report that is linked after all stands above that; a
    person takes the judgement back, alone or by opening the concern again.
    """

    nth: int
    sent_at: datetime
    received_at: datetime
    signs: tuple[str, ...] = ()
    aware_at: datetime | None = None
    aware_by: str = ""
    reference: str = ""
    dismissed_at: datetime | None = None

    @property
    def runs(self) -> bool:
        """Whether it still waits for a report."""
        return not self.reference and self.dismissed_at is None


Clocks = tuple[SaeClock, ...]


def running(clocks: Clocks) -> Clocks:
    """Those that wait for a report."""
    return tuple(each for each in clocks if each.runs)


def dismissals(clocks: Clocks) -> Clocks:
    """Those that only a judgement ended: no report is linked."""
    return tuple(each for each in clocks if each.dismissed_at is not None and not each.reference)


def known(clocks: Clocks, event: Happened) -> Clocks:
    """What a person did shows that staff know of each sign; a call made before the sign came shows nothing.

    A call that is written down late shows that they knew when it was made.
    """
    return tuple(each if event.at < each.received_at else _aware(each, event) for each in clocks)


def opened(clocks: Clocks, event: Happened) -> Clocks:
    """A sign that no running clock has is an event of its own, or one with those that staff have not seen either.

    What staff were told they know at once, and they said that it is an event.
    """
    knows = event.facts.get("source") == Source.STAFF
    counting = () if knows else running(clocks)
    counted = {sign for clock in counting for sign in clock.signs}
    signs = tuple(sign for sign in event.facts.get("sae", "").split(",") if sign and sign not in counted)
    if not signs:
        return clocks
    unseen = next((each for each in counting if each.aware_at is None), None)
    if unseen is not None:
        return _with(clocks, replace(unseen, signs=unseen.signs + signs))
    sent, received = event.moment("sent_at") or event.at, event.moment("received_at") or event.at
    aware_at, aware_by = (event.at, event.by) if knows else (None, "")
    return (*clocks, SaeClock(event.nth, sent, received, signs, aware_at, aware_by))


def linked(clocks: Clocks, event: Happened) -> Clocks:
    """The report ends the clocks it names: all that run where it names none, or else the last reference is mended."""
    reference, named = event.facts["reference"], event.facts.get("events")
    ended = running(clocks) or clocks[-1:] if named is None else _named(clocks, named.split(","))
    if not ended:
        return (*clocks, SaeClock(event.nth, event.at, event.at, (), event.at, event.by, reference))
    return _with(clocks, *(replace(_aware(each, event), reference=reference) for each in ended))


def dismissed(clocks: Clocks, event: Happened) -> Clocks:
    """The judgement ends the clocks it names, as far as they run."""
    ended = running(_named(clocks, event.facts["events"].split(",")))
    return _with(clocks, *(replace(_aware(each, event), dismissed_at=event.at) for each in ended))


def resumed(clocks: Clocks, event: Happened) -> Clocks:
    """The clocks it names wait for a report again, from when staff knew."""
    again = dismissals(_named(clocks, event.facts.get("events", "").split(",")))
    return _with(clocks, *(replace(each, dismissed_at=None) for each in again))


def _aware(clock: SaeClock, event: Happened) -> SaeClock:
    """Whoever did this knew of it, if nobody did before."""
    if clock.aware_at is not None and clock.aware_at <= event.at:
        return clock
    return replace(clock, aware_at=event.at, aware_by=event.by)


def _named(clocks: Clocks, numbers: Collection[str]) -> Clocks:
    return tuple(each for each in clocks if str(each.nth) in numbers)


def _with(clocks: Clocks, *changed: SaeClock) -> Clocks:
    new = {each.nth: each for each in changed}
    return tuple(new.get(each.nth, each) for each in clocks)
