"""A member of staff ties an authenticator app to their account, by a first code of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine

from backend.audit.record import STUDY, record
from backend.db import transaction
from backend.errors import ConflictError
from backend.staff import queries
from backend.staff.attempts import count_attempt
from backend.staff.give_code import CodeRefusedError
from backend.staff.models import SecondFactor
from backend.staff.recovery import new_codes
from backend.staff.sign_in import sign_in_as
from backend.staff.signed_in import SignedIn
from backend.staff.totp import step_of


@dataclass(frozen=True)
class Tied:
    """The token of a new session, and the recovery codes, which are shown this once."""

    token: str
    codes: list[str]


def enrol_second(engine: Engine, mine: SignedIn, secret: str, code: str, *, address: str, now: datetime) -> Tied:
    """Tie it; every other session of theirs ends.

    Raises CodeRefusedError, TooManyAttemptsError, or ConflictError if they have one.
    """
    attempt = count_attempt(engine, f"second-factor:{mine.member.id}", address=address, now=now)
    step = step_of(secret, code, now=now)
    if step is None:
        raise CodeRefusedError("The code is not right.")
    with transaction(engine) as session:
        member = queries.by_id(session, mine.member.id)
        if member.disabled_at is not None or queries.second_factor(session, member.id) is not None:
            raise ConflictError("This account has an authenticator app already, or is closed.")
        queries.mark_succeeded(session, attempt)
        factor = SecondFactor(id=str(uuid4()), staff_id=member.id, secret=secret, last_step=step, confirmed_at=now)
        queries.add(session, factor)
        queries.revoke(session, staff_id=member.id, now=now)
        record(
            session,
            stream=STUDY,
            actor=member.name,
            action="staff.second-factor",
            subject=f"staff:{member.id}",
            now=now,
        )
        codes = new_codes(session, factor, now=now)
        return Tied(sign_in_as(session, member, now=now), codes)
