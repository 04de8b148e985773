"""When the next person is paged about a concern, if somebody is wanted."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.ladder import Page, next_step
from backend.concerns.models import ConcernEvent
from backend.concerns.page import pages_of
from backend.concerns.rota import on_call
from backend.concerns.standing import Standing
from backend.protocol.pack import Pack


def next_page(
    session: Session, events: Sequence[ConcernEvent], stands: Standing, pack: Pack, *, now: datetime
) -> datetime | None:
    """The hour of the next page (UTC), or None while nobody is wanted; a first page that goes just now is gone."""
    demand = stands.demand
    if demand is None:
        return None
    facts, administrator = queries.rota_facts(session), pack.study.contact.administrator
    after = partial(
        next_step,
        demand,
        order=[each.key for each in on_call(pack, facts, now)],
        administrator=administrator.key if administrator else None,
        rules=pack.concerns,
        zone=pack.study.zone_info,
    )
    pages = pages_of(events, demand)
    step = after(pages)
    if not pages and step.due <= now:
        step = after([Page(0, step.due, step.due, step.to)])
    return step.due
