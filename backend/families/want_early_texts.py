"""A caregiver wants, or no longer wants, the text of an early morning on which a urine collection starts."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.families import queries
from backend.families.caregiver_queries import lock_caregiver, set_early_texts


def want_early_texts(session: Session, *, caregiver_id: str, wanted: bool, by: str, now: datetime) -> bool:
    """Keep the wish; False if it was the same before."""
    caregiver = lock_caregiver(session, caregiver_id)
    if caregiver.early_texts is wanted:
        return False
    set_early_texts(session, caregiver, wanted)
    family = queries.family_by_id(session, caregiver.family_id)
    record(
        session,
        stream=family.code,
        actor=by,
        action="families.early-texts",
        subject=f"caregiver:{caregiver_id}",
        before={"early_texts": "no" if wanted else "yes"},
        after={"early_texts": "yes" if wanted else "no"},
        now=now,
    )
    return True
