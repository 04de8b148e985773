"""On which days a child's infusions happened: what whoever is on call must know, and never which arm."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from backend.families.models import Child
from backend.schedule import queries
from backend.schedule.models import AnchorKind

PREFIX = "infusion"


def infusions_of(session: Session, children: Iterable[Child]) -> dict[str, dict[str, date]]:
    """By participant code: each infusion that happened, as known now, with its day."""
    found: dict[str, dict[str, date]] = {}
    for child in children:
        days: dict[str, date] = {}
        for fact in queries.anchor_facts(session, child.id):
            if not fact.anchor.startswith(PREFIX):
                continue
            days.pop(fact.anchor, None)
            if fact.kind == AnchorKind.HAPPENED.value and fact.happened_on is not None:
                days[fact.anchor] = fact.happened_on
        found[child.code] = days
    return found
