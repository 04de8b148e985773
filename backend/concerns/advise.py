"""The safety answer as a screen shows it at once, or as staff read it out: whole, every time, whatever was texted."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.concerns.answer_family import promised, safety_values
from backend.concerns.episode import episode_of
from backend.concerns.models import Concern
from backend.concerns.what_to_say import GENTLE, level_said, what_to_say
from backend.families.models import Family
from backend.languages import Language
from backend.protocol.pack import Pack, WordingMissing, WordingUnapproved
from backend.protocol.routes import Variant
from backend.triage.understanding import Urgency


@dataclass(frozen=True)
class Advice:
    """What to do now. `kind` is the wording; `by` is when somebody phones, or reads it at the latest (UTC)."""

    kind: str
    level: Urgency
    text: str
    by: datetime

    @property
    def dials(self) -> bool:
        """Whether the numbers for an emergency belong beside it."""
        return self.kind not in GENTLE


def advice_kind(
    session: Session, concern: Concern, level: Urgency, *, instead: str, pack: Pack, now: datetime
) -> str:
    """The wording for a level at this hour; `instead` is the one that the signs ask for, as for what is said."""
    day = pack.concerns.day.is_open(now, pack.study.zone_info)
    episode = episode_of(session, concern, pack=pack, now=now)
    said = what_to_say(level, (), "", day=day, rules=pack.concerns, now=now, episode=episode, instead=instead)
    return said or ""


def advice(
    session: Session,
    concern: Concern,
    kind: str,
    level: Urgency,
    *,
    family: Family,
    language: Language,
    pack: Pack,
    live: bool,
    now: datetime,
) -> Advice | None:
    """The answer in words, without the signature of a text; None if its wording may not be shown."""
    level = level_said(kind, level)
    by = promised(session, concern, level, pack=pack, now=now)
    values = safety_values(by, place=family.place.value, zone=family.zone, language=language, pack=pack)
    try:
        rendered = pack.render(kind, variant=Variant.TWO_WAY, language=language, values=values, live=live)
    except (WordingMissing, WordingUnapproved):
        return None
    return Advice(kind, level, rendered.body.removeprefix(pack.signed("", language)).strip(), by)
