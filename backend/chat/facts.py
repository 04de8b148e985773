"""Facts of a family's own children, told in fixed words: typed values of this household alone, never a model's.

Whose children these are follows from who asks, never from what is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.concerns.promise import read_by_words
from backend.consent.gate import consent_state
from backend.diary.offer import offered
from backend.diary.state import Timing, timing_of
from backend.diary.window_queries import placed, windows_in_force
from backend.diary.windows import Window
from backend.families.models import Child, Family
from backend.families.queries import children_of
from backend.languages import Language, day, hour
from backend.protocol.pack import Pack, piece
from backend.protocol.routes import Variant
from backend.schedule.plan import course_of
from backend.schedule.visit_state import VisitState

PREFIX = "fact-"
WHOLE_DAY = "urine-24h"
TEXT = f"texts.{Variant.TWO_WAY.value}"


@dataclass(frozen=True)
class Household:
    """Whose facts are asked, by whom they are read, and when."""

    family: Family
    language: Language
    pack: Pack
    live: bool
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The family's zone."""
        return ZoneInfo(self.family.zone)


@dataclass(frozen=True)
class Fact:
    """One sentence about one child, with the wording and version it is from."""

    child: Child
    kind: str
    version: str
    words: str


@dataclass(frozen=True)
class Told:
    """A kind of wording with its values."""

    kind: str
    values: Mapping[str, str]


Teller = Callable[[Session, Child, Household], Told]


def facts(session: Session, kind: str, household: Household, children: Sequence[Child]) -> tuple[Fact, ...]:
    """What holds now for each of these children. Raises WordingUnapproved."""
    return tuple(_filled(child, TELLERS[kind](session, child, household), household) for child in children)


def in_study(session: Session, family: Family) -> list[Child]:
    """The children of a family whose consent stands."""
    children = children_of(session, family.id)
    consents = consent_state(session, [each.id for each in children], as_of=None)
    return [each for each in children if consents[each.id].active]


def _filled(child: Child, told: Told, household: Household) -> Fact:
    choice = household.pack.choose(told.kind, live=household.live)
    values = {"child": child.called, **told.values}
    return Fact(child, told.kind, choice.version, piece(choice, told.kind, TEXT, household.language, values))


def _next_visit(session: Session, child: Child, household: Household) -> Told:
    state = _next(course_of(session, child.id).states.values(), household.now)
    if state is None or state.appointment_at is None:
        return Told("fact-visit-none", {})
    return Told("fact-visit", _of_visit(state, state.appointment_at, child, household))


def _urine(session: Session, child: Child, household: Household) -> Told:
    """Of the next appointment that needs a whole day's urine: it is collected from the morning before."""
    states = course_of(session, child.id).states.values()
    state = _next((each for each in states if _needs_a_day(each, household)), household.now)
    if state is None or state.appointment_at is None:
        return Told("fact-urine-none", {})
    return Told("fact-urine", _of_visit(state, state.appointment_at, child, household))


def _diary(session: Session, child: Child, household: Household) -> Told:
    instruments = offered(household.pack, live=household.live)
    windows = [
        each
        for each in windows_in_force(session, child.id).values()
        if each.instrument in instruments and not each.optional
    ]
    filled = placed(session, child.id)
    open_ones = [each for each in windows if timing_of(each, household.now) is Timing.ON_TIME]
    waiting = [each for each in open_ones if each.id_for(child.id) not in filled]
    shown = min(waiting or open_ones, key=lambda each: each.closes_at, default=None)
    if shown is None:
        return Told("fact-diary-none", {})
    return Told(
        "fact-diary-open" if waiting else "fact-diary-done", _of_diary(shown, household, with_end=bool(waiting))
    )


def _next(states: Iterable[VisitState], now: datetime) -> VisitState | None:
    ahead = [(each.appointment_at, each) for each in states if each.is_open and each.appointment_at is not None]
    return min(((at, each) for at, each in ahead if at > now), key=lambda pair: pair[0], default=(None, None))[1]


def _needs_a_day(state: VisitState, household: Household) -> bool:
    if state.appointment_at is None:
        return False
    local = state.appointment_at.astimezone(household.zone).date()
    return WHOLE_DAY in household.pack.visit(state.visit, household.pack.schedule_on(local)).samples


def _of_visit(state: VisitState, at: datetime, child: Child, household: Household) -> dict[str, str]:
    local, language = at.astimezone(household.zone), household.language
    plan = household.pack.visit(state.visit, household.pack.schedule_on(local.date()))
    return {
        "visit": plan.short.in_(language),
        "day": day(local.date(), language),
        "hour": hour(local, language),
        "place": household.pack.study.campus(state.campus or child.campus).short.in_(language),
        "start_day": day(local.date() - timedelta(days=1), language),
    }


def _of_diary(window: Window, household: Household, *, with_end: bool) -> dict[str, str]:
    name = offered(household.pack, live=household.live)[window.instrument].name.in_(household.language)
    until = read_by_words(window.closes_at, household.language, household.family.zone)
    return {"diary": name, "day": day(window.due_on, household.language), **({"until": until} if with_end else {})}


TELLERS: Mapping[str, Teller] = {"next-visit": _next_visit, "urine-start": _urine, "diary-state": _diary}
"""By the name of the personal question in the pack."""
