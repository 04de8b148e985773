"""Whether a browser's token still lets somebody in: 12 hours at most, one hour without a click."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from backend.db import reading, transaction
from backend.staff import queries
from backend.staff.models import StaffMember, Waits
from backend.tokens import digest_of, form_token

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=60)
WAITING = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """Who is looking, and the token that forms of this browser must carry.

    While it `waits_for` the second factor, nothing is opened but the page that asks for it.
    """

    member: StaffMember
    digest: str
    form_token: str
    waits_for: Waits | None = None


def who(engine: Engine, token: str, *, now: datetime) -> SignedIn | None:
    """Who holds `token`, or None once it ran out, lay idle, was revoked, or its owner was disabled."""
    digest = digest_of(token)
    with reading(engine) as session:
        found = queries.session_of(session, digest)
    if found is None:
        return None
    held, member = found
    ended = held.revoked_at is not None or member.disabled_at is not None
    if ended or now >= held.expires_at or now >= held.seen_at + IDLE:
        return None
    if now >= held.seen_at + NOTED_EVERY:
        with transaction(engine) as session:
            queries.touch(session, digest, now=now)
    return SignedIn(member, digest, form_token(token), Waits(held.waits_for) if held.waits_for else None)
