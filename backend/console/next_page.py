"""When the next person is paged about a concern, if somebody is wanted."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.ladder import Page, next_step
from backend.concerns.models import ConcernEvent, Kind
from backend.concerns.rota import on_call
from backend.concerns.standing import Happened, Standing
from backend.protocol.pack import Pack


def next_page(
    session: Session, events: Sequence[ConcernEvent], stands: Standing, pack: Pack, *, now: datetime
) -> datetime | None:
    """The hour of the next page (UTC), or None while nobody is wanted."""
    demand = stands.demand
    if demand is None:
        return None
    administrator = pack.study.contact.administrator
    step = next_step(
        demand,
        [_page(event) for event in as_values(events) if event.kind is Kind.PAGED and event.nth > demand.number],
        order=[each.key for each in on_call(pack, queries.rota_facts(session), now)],
        administrator=administrator.key if administrator else None,
        rules=pack.concerns,
        zone=pack.study.zone_info,
    )
    return max(step.due, now) if step.number == 0 else step.due


def _page(event: Happened) -> Page:
    to = tuple(key for key in event.facts.get("to", "").split(",") if key)
    return Page(int(event.facts.get("step", "0")), event.moment("due") or event.at, event.at, to)
