"""When the next person is paged about a concern, if somebody is wanted."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.ladder import next_step
from backend.concerns.models import ConcernEvent
from backend.concerns.page import pages_of
from backend.concerns.rota import on_call
from backend.concerns.standing import Standing
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
        pages_of(events, demand),
        order=[each.key for each in on_call(pack, queries.rota_facts(session), now)],
        administrator=administrator.key if administrator else None,
        rules=pack.concerns,
        zone=pack.study.zone_info,
    )
    return max(step.due, now) if step.number == 0 else step.due
