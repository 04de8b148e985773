"""Concerns as a table by participant code: one row an event, every moment in UTC; no words, names or numbers.

Each row has the clock of the serious event that came last up to it; `sae_event` is the event that opened the clock.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.models import Concern, ConcernEvent
from backend.concerns.packet import SaeLimit, sae_limits
from backend.concerns.standing import standing
from backend.families import queries as families
from backend.protocol.pack import Pack

COLUMNS = (
    "concern",
    "participant_code",
    "level",
    "state",
    "opened_at",
    "event",
    "kind",
    "happened_at",
    "recorded_at",
    "by",
    "facts",
    "sae_event",
    "sae_family_sent_at",
    "sae_received_at",
    "sae_staff_aware_at",
    "sae_limit_at",
    "sae_reference",
    "sae_dismissed_at",
)
PERSONAL = frozenset({"phone", "mark"})


def export_csv(session: Session, *, pack: Pack, now: datetime, site: str | None = None) -> str:
    """Every concern there ever was (of a site), with every event."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for concern in queries.all_concerns(session, site=site):
        events = queries.events_of(session, concern.id)
        limits = sae_limits(standing(as_values(events)), pack, now)
        code = _code(session, concern)
        for row in events:
            sae = next((each for each in reversed(limits) if each.clock.nth <= row.nth), None)
            writer.writerow([_safe(cell) for cell in _cells(concern, code, row, sae)])
    return out.getvalue()


def _cells(concern: Concern, code: str, row: ConcernEvent, sae: SaeLimit | None) -> Iterator[str]:
    facts = {key: value for key, value in row.facts.items() if key not in PERSONAL}
    yield from (str(concern.number), code, concern.level, concern.state, _at(concern.opened_at))
    yield from (str(row.nth), row.kind, _at(row.happened_at), _at(row.recorded_at), row.by)
    yield json.dumps(facts, ensure_ascii=False, sort_keys=True)
    if sae is None:
        yield from ("",) * 7
        return
    yield str(sae.clock.nth)
    yield from (_at(sae.clock.sent_at), _at(sae.clock.received_at), _at(sae.clock.aware_at), _at(sae.limit))
    yield sae.clock.reference
    yield _at(sae.clock.dismissed_at)


def _code(session: Session, concern: Concern) -> str:
    if concern.child_code or concern.may_be:
        return concern.code
    if concern.family_id is None:
        return ""
    return "/".join(child.code for child in families.children_of(session, concern.family_id))


def _at(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else ""


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is quoted."""
    return f"'{cell}" if cell.startswith(tuple("=+-@\t\r")) else cell
