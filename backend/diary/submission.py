"""What came from a family or from staff, as values: the entry or correction, who wrote it, and by which way."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from backend import vault
from backend.concerns.answer_family import Listener
from backend.diary.answers import Given
from backend.diary.models import Source
from backend.families.models import Caregiver, Family
from backend.families.phone_queries import phone_by_id
from backend.languages import Language


@dataclass(frozen=True)
class Submission:
    """One entry, or a correction of the entry `corrects`. `id` is the client's UUID; the same one is the same thing.

    `recorded_at` is when it was written, `submitted_at` when it was last sent, both by the client's clock. `version`
    is the form's (empty: as it stands); `due_on` names its window. Without `whole` only a part was asked.
    """

    id: str
    instrument: str
    given: Given
    recorded_at: datetime
    submitted_at: datetime
    zone: str
    version: str = ""
    due_on: date | None = None
    whole: bool = True
    corrects: str = ""
    reason: str = ""

    def content(self, child_id: str) -> str:
        """A blind mark of what was written; sending it again, later or with a yes to a question, changes nothing."""
        written = {
            "child": child_id,
            "instrument": self.instrument,
            "version": self.version,
            "due_on": str(self.due_on or ""),
            "recorded_at": self.recorded_at.astimezone(UTC).isoformat(),
            "zone": self.zone,
            "answers": self.given.answers,
            "usual": self.given.usual,
            "whole": self.whole,
            "corrects": self.corrects,
            "reason": self.reason,
        }
        return vault.blind(f"entry:{json.dumps(written, sort_keys=True, default=str)}")


ON_SCREEN = frozenset({Source.APP, Source.PAGE})


@dataclass(frozen=True)
class Writer:
    """Who wrote, as the audit names them. `listener` is the phone that also gets a safety answer by text, if any."""

    by: str
    source: Source
    language: Language
    listener: Listener | None = None


def caregiver_writes(
    session: Session, caregiver: Caregiver, family: Family, source: Source, *, language: Language | None = None
) -> Writer:
    """A caregiver on the app or the page; what is urgent is answered on their phone too, in their language."""
    phone = phone_by_id(session, caregiver.phone_id)
    own = Language(caregiver.language)
    seen = source in ON_SCREEN
    listener = Listener(phone.number, phone.id, family.place.value, family.zone, own, on_screen=seen)
    return Writer(f"caregiver:{caregiver.id}", source, language or own, listener)
