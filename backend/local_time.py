"""Days and hours on the wall of a zone, for SQLite, which knows no zones; PostgreSQL has its own."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STORED = "%Y-%m-%d %H:%M:%S.%f"


@lru_cache(maxsize=8192)
def local_start(day: str | None, zone: str, plus: int) -> str | None:
    """The moment, as SQLite stores it, at which a day, so many days later, begins in a zone."""
    return _stored(date.fromisoformat(day) + timedelta(days=plus), time(0), zone) if day else None


@lru_cache(maxsize=8192)
def local_hour(moment: str | None, zone: str, plus: int, at: str) -> str | None:
    """So many days after the local day of a moment, at that hour."""
    day = local_day(moment, zone)
    return _stored(date.fromisoformat(day) + timedelta(days=plus), time.fromisoformat(at), zone) if day else None


@lru_cache(maxsize=8192)
def local_day(moment: str | None, zone: str) -> str | None:
    """The day that a moment is in."""
    if not moment:
        return None
    return datetime.strptime(moment, STORED).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def _stored(day: date, at: time, zone: str) -> str:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC).strftime(STORED)
