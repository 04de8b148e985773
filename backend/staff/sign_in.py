"""Sign somebody in. Whatever is wrong, the answer is the same; guessing is slowed per name and per address."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.db import reading, transaction
from backend.errors import NuanxinError
from backend.outbox.queries import serialise
from backend.staff import queries
from backend.staff.add_staff import clean_name
from backend.staff.models import SignInAttempt, StaffMember, StaffSession
from backend.staff.passwords import is_password
from backend.staff.signed_in import LONGEST
from backend.tokens import digest_of, new_token
from backend.vault import blind

MOST_FAILURES = 5
WITHIN = timedelta(minutes=15)


class SignInRefusedError(NuanxinError):
    """The name or the password is wrong, or the person may no longer sign in: which, is not said."""

    type = "sign-in-refused"
    status_code = 403


class TooManyAttemptsError(NuanxinError):
    """Too many tries for this name or from this address, right or wrong."""

    type = "too-many-attempts"
    status_code = 429


def sign_in(engine: Engine, *, name: str, password: str, address: str, now: datetime) -> str:
    """The token of a new session. Raises SignInRefusedError or TooManyAttemptsError.

    The try is counted before the password is looked at, so that many at once are slowed as well.
    """
    name = clean_name(name)
    attempt = _count(engine, name, address, now)
    with reading(engine) as session:
        member = queries.find_by_name(session, name)
    usable = member is not None and member.disabled_at is None
    right = is_password(password, member.password_hash if member and usable else None)
    with transaction(engine) as session:
        token = _open(session, member.id, attempt, now) if member and right else None
        if member and token is None:
            _audit(session, member, "staff.refuse", now)
    if token is None:
        raise SignInRefusedError("The name or the password is not right.")
    return token


def sign_in_as(session: Session, member: StaffMember, *, now: datetime) -> str:
    """The token of a new session, without a password: for the demo, whose people are invented."""
    token = new_token()
    held = StaffSession(
        digest=digest_of(token), staff_id=member.id, issued_at=now, seen_at=now, expires_at=now + LONGEST
    )
    queries.add(session, held)
    _audit(session, member, "staff.sign-in", now)
    return token


def _open(session: Session, staff_id: str, attempt: str, now: datetime) -> str | None:
    member = queries.by_id(session, staff_id)  # read again, locked: somebody may just have disabled it
    if member.disabled_at is not None:
        return None
    queries.mark_succeeded(session, attempt)
    return sign_in_as(session, member, now=now)


def _count(engine: Engine, name: str, address: str, now: datetime) -> str:
    attempt = SignInAttempt(
        id=str(uuid4()), name_index=blind(f"staff-name:{name}"), address_index=blind(f"address:{address}"), at=now
    )
    with transaction(engine) as session:
        serialise(session, ["sign-in"])
        queries.forget_attempts(session, before=now - WITHIN)
        if max(queries.failures(session, attempt, since=now - WITHIN)) >= MOST_FAILURES:
            raise TooManyAttemptsError("Too many tries. Wait 15 minutes, or ask an administrator.")
        queries.add(session, attempt)
    return attempt.id


def _audit(session: Session, member: StaffMember, action: str, now: datetime) -> None:
    record(session, stream=STUDY, actor=member.name, action=action, subject=f"staff:{member.id}", now=now)
