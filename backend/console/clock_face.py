"""A clock as the console draws it: the hour first, then what is left, and a face that empties."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.console.reader import Reader

CENTRE, RADIUS = 14.0, 10.0
FULL = 0.999
NOW_WITHIN, DAY_WITHIN = timedelta(minutes=15), timedelta(hours=2)


@dataclass(frozen=True)
class ClockFace:
    """What to do by when, in words, and the drawn face. `tone` is now, day, late or empty."""

    at: str
    left: str
    tone: str
    rest: str
    until: datetime


def clock_face(reader: Reader, text: str, *, since: datetime, until: datetime, pressing: bool = False) -> ClockFace:
    """The face of a deadline; `text` is marked and has a place for the `%(hour)s`."""
    whole = (until - since).total_seconds()
    rest = (until - reader.now).total_seconds()
    return ClockFace(
        at=reader.say(text, hour=reader.moment(until)),
        left=reader.left(until),
        tone=_tone(until - reader.now, pressing=pressing),
        until=until,
        rest=_slice(rest / whole if whole > 0 else 0.0),
    )


def _tone(left: timedelta, *, pressing: bool) -> str:
    if left < timedelta():
        return "late"
    if pressing or left <= NOW_WITHIN:
        return "now"
    return "day" if left <= DAY_WITHIN else ""


def _slice(share: float) -> str:
    """The path of what is left, clockwise from twelve; empty when nothing is."""
    if share <= 0:
        return ""
    angle = 2 * math.pi * min(share, FULL)
    x, y = CENTRE + RADIUS * math.sin(angle), CENTRE - RADIUS * math.cos(angle)
    large = 1 if share > 1 / 2 else 0
    return f"M{CENTRE:g} {CENTRE:g}V{CENTRE - RADIUS:g}A{RADIUS:g} {RADIUS:g} 0 {large} 1 {x:.2f} {y:.2f}z"
