"""What staff heard themselves, in a call or at a visit, kept as a concern like any other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns.models import Source
from backend.concerns.raise_concern import Signal, raise_concern
from backend.console.concern_forms import Filled
from backend.console.reader import Reader
from backend.console.report_form import TOLD
from backend.console.seen import Field, Form
from backend.families import queries as families
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

NO_SUCH_CODE = marked("No participant has this code. Check it against the enrolment list.")
CHOICES = {
    Urgency.EMERGENCY: marked("Emergency: somebody is paged now"),
    Urgency.URGENT: marked("Same day: whoever is on call is paged"),
    Urgency.ROUTINE: marked("Routine: read in office hours, nobody is paged"),
}
OLDEST = timedelta(days=30)
WRITE_CODE = marked("Give the participant code, such as GZ-001.")
CHOOSE_LEVEL = marked("Choose how soon somebody must act.")
WRITE_WORDS = marked("Write what you were told, as it was said.")
TIME_HINT = marked("Such as 2026-12-08 08:30, in the study's zone.")
WRONG_TIME = marked("Give a time in the last 30 days that is not yet to come.")


@dataclass(frozen=True)
class Told:
    """A form read; with `errors`, by field and marked, nothing of it is kept."""

    code: str
    level: Urgency
    words: str
    at: datetime
    sae: bool
    once: str
    errors: dict[str, str] = field(default_factory=dict)


def read_told(values: Mapping[str, str], reader: Reader) -> Told:
    """The form as values."""
    at = told_at(values.get("at", ""), reader)
    level = values.get("level", "")
    errors = {} if values.get("code") else {"code": WRITE_CODE}
    if level not in CHOICES:
        errors["level"] = CHOOSE_LEVEL
    if not values.get("words"):
        errors["words"] = WRITE_WORDS
    if at is None:
        errors["at"] = WRONG_TIME
    return Told(
        code=values.get("code", ""),
        level=Urgency(level) if level in CHOICES else Urgency.ROUTINE,
        words=values.get("words", ""),
        at=at or reader.now,
        sae=values.get("sae") == "yes",
        once=values.get("once", ""),
        errors=errors,
    )


def keep_told(session: Session, told: Told, reader: Reader, *, pack: Pack) -> int:
    """The number of the concern it is kept in. Raises NotFoundError, ArmWordsError."""
    by, now = reader.member.name, reader.now
    child = families.child_at(session, told.code, reader.member.site)
    signal = Signal(
        source=Source.STAFF,
        level=told.level,
        reference=f"{by}:{told.once or now.isoformat()}",
        by=by,
        received_at=told.at,
        sent_at=told.at,
        words=told.words,
        sae=(TOLD,) if told.sae else (),
        child_code=child.code,
    )
    family = families.family_by_id(session, child.family_id)
    return raise_concern(session, signal, family=family, pack=pack, now=now).concern.number


def new_form(reader: Reader, filled: Filled) -> Form:
    """The form, with what was typed into it."""
    say = reader.say
    local = reader.now.astimezone(reader.zone)
    levels = tuple((level.value, say(words)) for level, words in CHOICES.items())
    return Form(
        act="new",
        action="/console/concerns/new",
        title=say("Record a concern"),
        button=say("Record it"),
        first=True,
        values={"at": f"{local:%Y-%m-%d %H:%M}", **filled.values},
        errors=filled.errors,
        fields=(
            Field("code", "text", say("Participant code")),
            Field("level", "choice", say("How soon must somebody act?"), options=levels),
            Field(
                "words",
                "area",
                say("What you were told"),
                hint=say("As it was said, in the language it was said in."),
            ),
            Field("at", "text", say("When you were told"), hint=say(TIME_HINT)),
            Field(
                "sae",
                "choice",
                say("Could it be a serious adverse event?"),
                hint=say("A stay in hospital, danger to life, lasting harm."),
                options=(("yes", say("Yes, start the reporting clock")), ("no", say("No"))),
            ),
        ),
    )


def told_at(text: str, reader: Reader) -> datetime | None:
    """A moment in the study's zone as typed, as UTC; None if it is none, or not of the last 30 days."""
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=reader.zone)
    except ValueError:
        return None
    return at.astimezone(reader.now.tzinfo) if reader.now - OLDEST <= at <= reader.now else None
