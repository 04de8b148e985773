"""What happens to a concern, one event a minute number."""

from datetime import UTC, datetime, timedelta

from backend.concerns.happened import Happened
from backend.concerns.models import Kind, Source
from backend.triage.understanding import Urgency

START = datetime(2026, 12, 8, 4, tzinfo=UTC)
PRESSING = (Urgency.URGENT, Urgency.EMERGENCY)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def signal(
    nth: int, minutes: int, level: Urgency, *, source: Source = Source.TEXT, night: bool = False, sae: str = ""
) -> Happened:
    facts = {"source": source.value, "level": level.value, "night": "yes" if night else "", "sae": sae}
    if level in PRESSING:
        facts["call_by"] = at(minutes + 30).isoformat()
    return Happened(nth, Kind.SIGNAL, at(minutes), "phone:1", facts)


def acknowledged(nth: int, minutes: int, by: str = "contact:gao") -> Happened:
    return Happened(nth, Kind.ACKNOWLEDGED, at(minutes), by, {"call_by": at(minutes + 30).isoformat()})


def called(nth: int, minutes: int, *, reached: bool = True, seen: int | None = None) -> Happened:
    facts = {"reached": "yes" if reached else "no"} | ({} if seen is None else {"seen": str(seen)})
    return Happened(nth, Kind.CALLED, at(minutes), "contact:gao", facts)


def linked(nth: int, minutes: int, reference: str, **events: str) -> Happened:
    return Happened(nth, Kind.SAE_LINKED, at(minutes), "staff:lin", {"reference": reference, **events})


def answered(nth: int, minutes: int, promise: datetime) -> Happened:
    return Happened(nth, Kind.ANSWERED, at(minutes), "nuanxin", {"promise": promise.isoformat()})


def other(nth: int, minutes: int, kind: Kind, **facts: str) -> Happened:
    return Happened(nth, kind, at(minutes), "staff:lin", facts)
