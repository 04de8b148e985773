"""A phone asked for another language, or one caregiver did on a page of theirs."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.families import queries
from backend.families.caregiver_queries import caregivers_on_phone, lock_caregiver, set_language
from backend.families.models import Caregiver, Phone
from backend.languages import Language


def change_language(session: Session, *, phone: Phone, language: Language, by: str, now: datetime) -> int:
    """Everybody on `phone` reads `language` from now on; for how many that is new."""
    changed = [each for each in caregivers_on_phone(session, phone.id) if each.language != language]
    families = queries.families_by_id(session, {each.family_id for each in changed})
    for caregiver in sorted(changed, key=lambda each: families[each.family_id].code):
        _change(session, caregiver, language, stream=families[caregiver.family_id].code, by=by, now=now)
    return len(changed)


def choose_language(session: Session, *, caregiver_id: str, language: Language, by: str, now: datetime) -> bool:
    """One caregiver reads `language` from now on, on pages and in texts; False if they did before."""
    caregiver = lock_caregiver(session, caregiver_id)
    if caregiver.language is language:
        return False
    family = queries.family_by_id(session, caregiver.family_id)
    _change(session, caregiver, language, stream=family.code, by=by, now=now)
    return True


def _change(
    session: Session, caregiver: Caregiver, language: Language, *, stream: str, by: str, now: datetime
) -> None:
    before = caregiver.language
    set_language(session, caregiver, language)
    record(
        session,
        stream=stream,
        actor=by,
        action="families.change-language",
        subject=f"caregiver:{caregiver.id}",
        before={"language": before.value},
        after={"language": language.value},
        now=now,
    )
