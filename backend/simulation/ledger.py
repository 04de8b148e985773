"""What was true at any moment, read back from append-only facts; the checks' own view, apart from the rooms'."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from backend.consent import queries as consent
from backend.families.phone_queries import all_phone_facts
from backend.outbox import queries as outbox
from backend.outbox.models import Scope
from backend.schedule import queries as schedule

T = TypeVar("T")


@dataclass(frozen=True)
class Ledger:
    """Histories by key: each a list of (recorded at, value), in order."""

    appointments: dict[str, list[tuple[datetime, datetime | None]]]
    consents: dict[str, list[tuple[datetime, bool]]]
    phones: dict[str, list[tuple[datetime, bool]]]
    suppressions: dict[tuple[str, str], list[tuple[datetime, datetime | None, str]]]

    def appointment(self, place: str, at: datetime) -> datetime | None:
        """The appointment that stood for `child/visit` just before `at`."""
        return _value(self.appointments.get(place, []), at)

    def consented(self, child_id: str, at: datetime) -> bool:
        """Whether consent stood."""
        return bool(_value(self.consents.get(child_id, []), at))

    def confirmed(self, number_index: str, at: datetime) -> bool:
        """Whether the phone was known to be right."""
        return bool(_value(self.phones.get(number_index, []), at))

    def silences(self, scope: Scope, key: str, at: datetime) -> list[str]:
        """The suppressions in force."""
        rows = self.suppressions.get((scope.value, key), [])
        return [reason for since, until, reason in rows if since < at and (until is None or until > at)]


def _value(history: Sequence[tuple[datetime, T]], at: datetime) -> T | None:
    place = bisect_right([moment for moment, _ in history], at)
    return history[place - 1][1] if place else None


def read_ledger(session: Session) -> Ledger:
    """Everything at once."""
    appointments: defaultdict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for fact in schedule.all_visit_facts(session):
        stands = fact.kind in ("booked", "confirmed", "move-asked")
        if fact.kind != "move-asked":
            appointments[f"{fact.child_id}/{fact.visit}"].append(
                (fact.recorded_at, fact.appointment_at if stands else None)
            )
    consents: defaultdict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for given in consent.all_facts(session):
        consents[given.child_id].append((given.recorded_at, given.kind.value == "consented"))
    phones: defaultdict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for phone, known in all_phone_facts(session):
        phones[phone.number_index].append((known.recorded_at, known.kind.value == "confirmed"))
    suppressions: defaultdict[tuple[str, str], list[tuple[datetime, datetime | None, str]]] = defaultdict(list)
    for row in outbox.all_suppressions(session):
        suppressions[row.scope, row.key].append((row.since, row.lifted_at, row.reason))
    return Ledger(dict(appointments), dict(consents), dict(phones), dict(suppressions))
