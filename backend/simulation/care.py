"""Whether every worry was brought to a person: checked after the fact, apart from the rooms' own reckoning."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine

from backend.emulator.messages import VirtualMessage
from backend.protocol.pack import Pack
from backend.simulation.care_answers import heard
from backend.simulation.care_pages import paged
from backend.simulation.care_promises import closed_by_a_person, owned_up, promised_ahead
from backend.simulation.care_records import read_records
from backend.simulation.violation import Violation


def check_care(engine: Engine, pack: Pack, log: Iterable[VirtualMessage], *, now: datetime) -> list[Violation]:
    """Every worry that was not cared for as promised, in no particular order; empty is what we want."""
    records = read_records(engine)
    found = list(heard(records, pack, log, now=now))
    for concern in records.concerns.values():
        events = records.events[concern.id]
        found += paged(concern, events, records.pages(concern), pack, now=now)
        found += closed_by_a_person(concern, events, pack)
        found += promised_ahead(concern, events)
        found += owned_up(concern, events, now=now)
    return found
