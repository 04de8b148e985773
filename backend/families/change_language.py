"""A phone asked for another language."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.families import queries
from backend.families.models import Phone
from backend.languages import Language


def change_language(session: Session, *, phone: Phone, language: Language, by: str, now: datetime) -> int:
    """Everybody on `phone` reads `language` from now on; for how many that is new."""
    changed = [each for each in queries.caregivers_on_phone(session, phone.id) if each.language != language]
    families = queries.families_by_id(session, {each.family_id for each in changed})
    for caregiver in sorted(changed, key=lambda each: families[each.family_id].code):
        before = caregiver.language
        queries.set_language(session, caregiver, language)
        record(
            session,
            stream=families[caregiver.family_id].code,
            actor=by,
            action="families.change-language",
            subject=f"caregiver:{caregiver.id}",
            before={"language": before.value},
            after={"language": language.value},
            now=now,
        )
    return len(changed)
