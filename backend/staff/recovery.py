"""Recovery codes: ten, each good for one sign-in where the authenticator app is not at hand."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.staff import queries
from backend.staff.models import RecoveryCode, SecondFactor
from backend.tokens import clean_typable, in_groups, new_typable
from backend.vault import blind

CODES, LENGTH = 10, 10


def new_codes(session: Session, factor: SecondFactor, *, now: datetime) -> list[str]:
    """Fresh codes in place of all before, as they are shown this once; kept only as keyed digests."""
    queries.end_recovery(session, factor.id, now=now)
    codes = [new_typable(LENGTH) for _ in range(CODES)]
    for code in codes:
        row = RecoveryCode(id=str(uuid4()), factor_id=factor.id, code_index=_index(factor, code), made_at=now)
        queries.add(session, row)
    return [in_groups(code) for code in codes]


def use_code(session: Session, factor: SecondFactor, typed: str, *, now: datetime) -> bool:
    """Whether `typed` is one of its codes that nobody used before; from now on it is used."""
    code = clean_typable(typed)
    return len(code) == LENGTH and queries.use_recovery(session, factor.id, _index(factor, code), now=now)


def _index(factor: SecondFactor, code: str) -> str:
    return blind(f"recovery:{factor.id}:{code}")
