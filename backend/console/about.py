"""Whom a concern is about, in one line: age, sex, and the days since each infusion, which everybody has alike."""

from datetime import date, datetime

from sqlmodel import Session

from backend.console.reader import Reader
from backend.families.models import Child, Sex
from backend.languages import Language, marked
from backend.protocol.pack import Pack
from backend.schedule import queries as schedule
from backend.schedule.models import AnchorKind
from backend.schedule.plan import known_anchors

SEXES = {Sex.FEMALE: marked("girl"), Sex.MALE: marked("boy")}


DOT = " · "


def age(child: Child, on: date) -> int:
    """Completed years (周岁)."""
    born = date.fromisoformat(child.birth_on)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_and_sex(child: Child, reader: Reader, at: datetime) -> str:
    """`6岁女孩`, `girl, 6 years`."""
    years = age(child, at.astimezone(reader.zone).date())
    return reader.say("%(sex)s, %(years)s years", sex=reader.say(SEXES[child.sex]), years=years)


def infusions(session: Session, child: Child, pack: Pack, reader: Reader, at: datetime) -> list[str]:
    """How many days lie between each infusion that was given and that moment, in words, the last first."""
    known = known_anchors(schedule.anchor_facts(session, child.id, as_known_at=None))
    today, found = at.astimezone(reader.zone).date(), []
    for visit in pack.schedule_on(today).visits:
        anchor = known.get(visit.sets_anchor or "")
        if anchor is not None and anchor.kind is AnchorKind.HAPPENED and anchor.on is not None and anchor.on <= today:
            found.append(_since(reader, visit.short.in_(reader.language), (today - anchor.on).days))
    return found[::-1]


def _since(reader: Reader, infusion: str, days: int) -> str:
    if days == 0:
        return reader.say("on the day of the %(infusion)s", infusion=infusion)
    if days == 1:
        return reader.say("1 day after the %(infusion)s", infusion=infusion)
    return reader.say("%(days)s days after the %(infusion)s", infusion=infusion, days=days)


def joined(parts: list[str], language: Language) -> str:
    """Short facts on one line."""
    return (", " if language is Language.EN else " · ").join(part for part in parts if part)
