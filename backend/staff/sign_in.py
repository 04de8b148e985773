"""Sign somebody in. Whatever is wrong, the answer is the same; guessing is slowed per name and per address."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.db import reading, transaction
from backend.errors import NuanxinError
from backend.staff import queries
from backend.staff.add_staff import clean_name
from backend.staff.attempts import count_attempt
from backend.staff.models import StaffMember, StaffSession, Waits
from backend.staff.passwords import is_password
from backend.staff.signed_in import LONGEST, WAITING
from backend.tokens import digest_of, new_token


class SignInRefusedError(NuanxinError):
    """The name or the password is wrong, or the person may no longer sign in: which, is not said."""

    type = "sign-in-refused"
    status_code = 403


def sign_in(
    engine: Engine, *, name: str, password: str, address: str, second_required: bool = False, now: datetime
) -> str:
    """The token of a new session. Raises SignInRefusedError or TooManyAttemptsError.

    It waits for a code of whoever has an authenticator app, and, where one is required, for the rest to tie theirs.
    """
    name = clean_name(name)
    attempt = count_attempt(engine, f"staff-name:{name}", address=address, now=now)
    with reading(engine) as session:
        member = queries.find_by_name(session, name)
    usable = member is not None and member.disabled_at is None
    right = is_password(password, member.password_hash if member and usable else None)
    with transaction(engine) as session:
        token = _open(session, member.id, attempt, second_required, now) if member and right else None
        if member and token is None:
            _audit(session, member, "staff.refuse", now)
    if token is None:
        raise SignInRefusedError("The name or the password is not right.")
    return token


def sign_in_as(session: Session, member: StaffMember, *, waits_for: Waits | None = None, now: datetime) -> str:
    """The token of a new session, without a password: after a second factor, or for the demo's invented people."""
    token = new_token()
    held = StaffSession(
        digest=digest_of(token),
        staff_id=member.id,
        issued_at=now,
        seen_at=now,
        expires_at=now + (WAITING if waits_for else LONGEST),
        waits_for=waits_for.value if waits_for else None,
    )
    queries.add(session, held)
    _audit(session, member, "staff.password-right" if waits_for else "staff.sign-in", now)
    return token


def sign_in_by_provider(engine: Engine, name: str, *, now: datetime) -> str:
    """The token of a new session for whom the hospital's provider vouched. Raises SignInRefusedError."""
    with transaction(engine) as session:
        known = queries.find_by_name(session, clean_name(name))
        member = queries.by_id(session, known.id) if known is not None else None
        token = sign_in_as(session, member, now=now) if member and member.disabled_at is None else None
        if member and token is None:
            _audit(session, member, "staff.refuse", now)
    if token is None:
        raise SignInRefusedError("Nobody of this name may sign in.")
    return token


def _open(session: Session, staff_id: str, attempt: str, second_required: bool, now: datetime) -> str | None:
    member = queries.by_id(session, staff_id)  # read again, locked: somebody may just have disabled it
    if member.disabled_at is not None:
        return None
    queries.mark_succeeded(session, attempt)
    waits = Waits.ENROLMENT if second_required else None
    if queries.second_factor(session, member.id) is not None:
        waits = Waits.CODE
    return sign_in_as(session, member, waits_for=waits, now=now)


def _audit(session: Session, member: StaffMember, action: str, now: datetime) -> None:
    record(session, stream=STUDY, actor=member.name, action=action, subject=f"staff:{member.id}", now=now)
