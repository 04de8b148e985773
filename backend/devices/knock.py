"""How often somebody may try: counted per card or phone and per address, before anything is looked at.

Addresses are allowed more than cards: many families share one in a hospital's waiting room.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import uuid4

from sqlalchemy import Engine

from backend.db import transaction
from backend.devices import queries
from backend.devices.models import Knock
from backend.errors import NuanxinError
from backend.outbox.lock_queries import serialise
from backend.vault import blind

DAY = timedelta(days=1)


class TooManyKnocksError(NuanxinError):
    """Too many tries; in `minutes` there may be another."""

    type = "too-many-tries"
    status_code = 429

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Too many tries; wait {minutes} minutes, or phone the study.")
        self.minutes = minutes


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within `span`."""

    most: int
    span: timedelta


@dataclass(frozen=True)
class Door:
    """One kind of try, with its limits for a card or phone, and for an address."""

    name: str
    own: tuple[Limit, ...]
    address: tuple[Limit, ...]


ASK = Door("ask", (Limit(3, timedelta(minutes=15)), Limit(6, DAY)), (Limit(30, timedelta(minutes=15)),))
ENTER = Door("enter", (Limit(5, timedelta(minutes=15)), Limit(20, DAY)), (Limit(30, timedelta(minutes=15)),))


def knock(engine: Engine, door: Door, *, own: str, address: str, now: datetime) -> str:
    """Count a try; its id. `own` is a card's key or a phone's number. Raises TooManyKnocksError.

    Known or unknown makes no difference here, and many tries at once are counted one after another.
    """
    limits = {blind(f"{door.name}:own:{own}"): door.own, blind(f"{door.name}:address:{address}"): door.address}
    try_id = str(uuid4())
    with transaction(engine) as session:
        serialise(session, limits)
        queries.forget_knocks(session, before=now - DAY)
        wait = _wait({mark: (queries.knocks(session, mark), held) for mark, held in limits.items()}, now)
        if wait > 0:
            raise TooManyKnocksError(wait)
        queries.add(session, *(Knock(id=str(uuid4()), try_id=try_id, mark=mark, at=now) for mark in limits))
    return try_id


def _wait(counted: Mapping[str, tuple[list[datetime], tuple[Limit, ...]]], now: datetime) -> int:
    """In how many minutes all limits leave room again; 0 if they do now."""
    ends = [
        recent[-limit.most] + limit.span
        for times, limits in counted.values()
        for limit in limits
        if len(recent := [at for at in times if at > now - limit.span]) >= limit.most
    ]
    return max((ceil((end - now) / timedelta(minutes=1)) for end in ends), default=0)
