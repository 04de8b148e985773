"""The second step of signing in: a code of the authenticator app, each good for one use."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.db import transaction
from backend.errors import NuanxinError
from backend.staff import queries
from backend.staff.attempts import count_attempt
from backend.staff.models import StaffMember
from backend.staff.sign_in import sign_in_as
from backend.staff.signed_in import SignedIn
from backend.staff.totp import step_of


class CodeRefusedError(NuanxinError):
    """The code is wrong, old or was used before: which, is not said."""

    type = "code-refused"
    status_code = 403


def give_code(engine: Engine, waiting: SignedIn, code: str, *, address: str, now: datetime) -> str:
    """The token of a new session in place of the waiting one. Raises CodeRefusedError or TooManyAttemptsError."""
    attempt = count_attempt(engine, f"second-factor:{waiting.member.id}", address=address, now=now)
    with transaction(engine) as session:
        member = queries.by_id(session, waiting.member.id)
        token = None
        if member.disabled_at is None and _is_right(session, member, code, now):
            queries.mark_succeeded(session, attempt)
            queries.revoke(session, staff_id=member.id, digest=waiting.digest, now=now)
            token = sign_in_as(session, member, now=now)
        else:
            record(
                session,
                stream=STUDY,
                actor=member.name,
                action="staff.refuse-code",
                subject=f"staff:{member.id}",
                now=now,
            )
    if token is None:
        raise CodeRefusedError("The code is not right.")
    return token


def _is_right(session: Session, member: StaffMember, code: str, now: datetime) -> bool:
    factor = queries.second_factor(session, member.id)
    step = step_of(factor.secret, code, now=now) if factor is not None else None
    return factor is not None and step is not None and queries.use_step(session, factor.id, step)
