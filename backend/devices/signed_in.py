"""Whether a token still lets a device in; its first use ends those before it, and a late one ends the device.

A phone may lose the answer that carried its new token, so the old one holds until the new one is first used. Whoever
comes with an old one after that has copied it, or was copied: nobody knows which, so the device ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from backend.db import reading, transaction
from backend.devices import queries
from backend.devices.end_device import end
from backend.devices.models import Device, DeviceToken
from backend.families.models import Caregiver, Family, Role
from backend.tokens import digest_of
from backend.vault import blind

IDLE = timedelta(days=180)
NOTED_EVERY = timedelta(minutes=10)
COPIED = "token-reused"


@dataclass(frozen=True)
class SignedIn:
    """Whose device it is, and since when it has its token."""

    device: Device
    caregiver: Caregiver
    family: Family
    token_issued_at: datetime

    @property
    def form_token(self) -> str:
        """What forms of this device's pages carry; it stays the same when tokens rotate under an open page."""
        return blind(f"form:{self.device.id}")

    @property
    def actor(self) -> str:
        """How the audit names the caregiver."""
        return f"caregiver:{self.caregiver.id}"

    @property
    def may_consent(self) -> bool:
        """A guardian may; a delegate keeps the diary and never consents."""
        return self.caregiver.role is Role.GUARDIAN


def who(engine: Engine, token: str, *, now: datetime) -> SignedIn | None:
    """Who holds `token`; None once it was superseded, its device ended, or lay idle for half a year."""
    digest = digest_of(token)
    with reading(engine) as session:
        found = queries.device_with_token(session, digest)
    if found is None:
        return None
    held, device, caregiver, family = found
    if device.ended_at is not None or now >= device.seen_at + IDLE:
        return None
    if held.first_used_at is None or held.superseded_at is not None or now >= device.seen_at + NOTED_EVERY:
        with transaction(engine) as session:
            if not _use(session, held, device, family, now=now):
                return None
    return SignedIn(device, caregiver, family, held.issued_at)


def _use(session: Session, held: DeviceToken, device: Device, family: Family, *, now: datetime) -> bool:
    """Note the use; False if the token held no longer, which ends its device."""
    locked = queries.lock_device(session, device.id)
    if locked.ended_at is not None:
        return False
    fresh = queries.token(session, held.digest)
    if fresh.superseded_at is not None:
        end(session, locked, stream=family.code, by=COPIED, now=now)
        return False
    if fresh.first_used_at is None:
        queries.use_first(session, fresh, now=now)
    queries.touch(session, device.id, now=now)
    return True
