"""Somebody who is signed in makes new recovery codes, by a code of their app; the old ones end."""

from datetime import datetime

from sqlalchemy import Engine

from backend.audit.record import STUDY, record
from backend.db import transaction
from backend.errors import ConflictError
from backend.staff import queries
from backend.staff.attempts import count_attempt
from backend.staff.give_code import CodeRefusedError
from backend.staff.recovery import new_codes
from backend.staff.signed_in import SignedIn
from backend.staff.totp import step_of


def renew_recovery(engine: Engine, mine: SignedIn, code: str, *, address: str, now: datetime) -> list[str]:
    """The new codes.

    Raises CodeRefusedError, TooManyAttemptsError, or ConflictError before the second step or without an app.
    """
    if mine.waits_for is not None:
        raise ConflictError("Sign in first.")
    attempt = count_attempt(engine, f"second-factor:{mine.member.id}", address=address, now=now)
    codes = None
    with transaction(engine) as session:
        member = queries.by_id(session, mine.member.id)
        factor = queries.second_factor(session, member.id)
        if factor is None:
            raise ConflictError(f"{member.name} has no authenticator app tied to the account.")
        step = step_of(factor.secret, code, now=now) if member.disabled_at is None else None
        right = step is not None and queries.use_step(session, factor.id, step)
        if right:
            queries.mark_succeeded(session, attempt)
            codes = new_codes(session, factor, now=now)
        action = "staff.recovery-codes" if right else "staff.refuse-code"
        record(session, stream=STUDY, actor=member.name, action=action, subject=f"staff:{member.id}", now=now)
    if codes is None:
        raise CodeRefusedError("The code is not right.")
    return codes
