"""Another token for a device; the one it has holds until the new one is first used."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.devices import queries
from backend.devices.models import DeviceToken
from backend.devices.signed_in import SignedIn
from backend.tokens import digest_of, new_token

OLD = timedelta(days=7)
UNDER_WAY = timedelta(minutes=5)


def is_old(signed_in: SignedIn, *, now: datetime) -> bool:
    """Whether a page should renew its token."""
    return now >= signed_in.token_issued_at + OLD


def refresh(session: Session, signed_in: SignedIn, *, now: datetime) -> str:
    """The new token. Asked twice, there are two, and the first to be used ends the other."""
    token = new_token()
    queries.add(session, DeviceToken(digest=digest_of(token), device_id=signed_in.device.id, issued_at=now))
    return token


def renew(session: Session, signed_in: SignedIn, *, now: datetime) -> str | None:
    """The new token of a page; None while another page of the same browser is just getting one.

    A browser has one cookie for all its pages: of two tokens the one used first would end the other.
    """
    queries.lock_device(session, signed_in.device.id)
    if queries.has_unused_token(session, signed_in.device.id, since=now - UNDER_WAY):
        return None
    return refresh(session, signed_in, now=now)
