"""The second step of signing in: a code of the authenticator app or a recovery code, each good for one use."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.db import transaction
from backend.errors import NuanxinError
from backend.staff import queries
from backend.staff.attempts import count_attempt
from backend.staff.models import StaffMember
from backend.staff.recovery import use_code
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
        right = member.disabled_at is None and _is_right(session, member, code, now)
        # Of two answers at once to one waiting session only the first finds it still open.
        if right and queries.revoke(session, staff_id=member.id, digest=waiting.digest, now=now):
            queries.mark_succeeded(session, attempt)
            token = sign_in_as(session, member, now=now)
        else:
            _keep(session, member, "staff.refuse-code", now)
    if token is None:
        raise CodeRefusedError("The code is not right.")
    return token


def _is_right(session: Session, member: StaffMember, code: str, now: datetime) -> bool:
    factor = queries.second_factor(session, member.id)
    if factor is None:
        return False
    step = step_of(factor.secret, code, now=now)
    if step is not None:
        return queries.use_step(session, factor.id, step)
    if not use_code(session, factor, code, now=now):
        return False
    _keep(session, member, "staff.recovery-code", now, left=str(queries.recovery_left(session, factor.id)))
    return True


def _keep(session: Session, member: StaffMember, action: str, now: datetime, **after: str) -> None:
    subject = f"staff:{member.id}"
    record(
        session, stream=STUDY, actor=member.name, action=action, subject=subject, after=after or None, now=now
    )  # fmt: skip
