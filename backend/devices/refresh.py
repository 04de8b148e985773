"""Another token for a device; the one it has holds until the new one is first used."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.devices import queries
from backend.devices.models import DeviceToken
from backend.devices.signed_in import SignedIn
from backend.tokens import digest_of, new_token

OLD = timedelta(days=7)


def is_old(signed_in: SignedIn, *, now: datetime) -> bool:
    """Whether a page should renew its token."""
    return now >= signed_in.token_issued_at + OLD


def refresh(session: Session, signed_in: SignedIn, *, now: datetime) -> str:
    """The new token. Asked twice, there are two; the first to be used ends the other."""
    token = new_token()
    queries.add(session, DeviceToken(digest=digest_of(token), device_id=signed_in.device.id, issued_at=now))
    return token
