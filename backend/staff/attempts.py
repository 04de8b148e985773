"""Tries to get in: each is counted before it is looked at, so that many at once are slowed as well."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine

from backend.db import transaction
from backend.errors import NuanxinError
from backend.outbox.lock_queries import serialise
from backend.staff import queries
from backend.staff.models import SignInAttempt
from backend.vault import blind

MOST_FAILURES = 5
WITHIN = timedelta(minutes=15)


class TooManyAttemptsError(NuanxinError):
    """Too many tries for this name or from this address, right or wrong."""

    type = "too-many-attempts"
    status_code = 429


def count_attempt(engine: Engine, of: str, *, address: str, now: datetime) -> str:
    """The id of a try at `of`, which counts until it is marked as succeeded. Raises TooManyAttemptsError."""
    attempt = SignInAttempt(id=str(uuid4()), name_index=blind(of), address_index=blind(f"address:{address}"), at=now)
    with transaction(engine) as session:
        serialise(session, ["sign-in"])
        queries.forget_attempts(session, before=now - WITHIN)
        if max(queries.failures(session, attempt, since=now - WITHIN)) >= MOST_FAILURES:
            raise TooManyAttemptsError("Too many tries. Wait 15 minutes, or ask an administrator.")
        queries.add(session, attempt)
    return attempt.id
