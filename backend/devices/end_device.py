"""A device no longer gets in: its owner signed out or ended it, staff did, or a token of it was copied."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.devices import queries
from backend.devices.models import Device
from backend.errors import NotFoundError


def end(session: Session, device: Device, *, stream: str, by: str, now: datetime) -> bool:
    """End it for good; False if it had ended before."""
    if device.ended_at is not None:
        return False
    queries.end(session, device, by=by, now=now)
    record(
        session,
        stream=stream,
        actor=by,
        action="devices.end",
        subject=f"device:{device.id}",
        after={"kind": device.kind, "called": device.called},
        now=now,
    )
    return True


def end_own(session: Session, device_id: str, *, caregiver_id: str, stream: str, by: str, now: datetime) -> bool:
    """End one of a caregiver's own devices. Raises NotFoundError for anybody else's."""
    device = queries.find_device(session, device_id)
    if device is None or device.caregiver_id != caregiver_id:
        raise NotFoundError("There is no such device.")
    return end(session, device, stream=stream, by=by, now=now)
