"""A caregiver's own devices."""

from sqlmodel import Session

from backend.devices import queries
from backend.mobile.door_shapes import DeviceShown
from backend.mobile.my_visits import Looking


def my_devices(session: Session, looking: Looking) -> list[DeviceShown]:
    """Those that get in, the last used first."""
    me = looking.me
    return [
        DeviceShown(
            id=row.id,
            kind=row.kind,
            called=row.called,
            opened_at=looking.local(row.opened_at),
            seen_at=looking.local(row.seen_at),
            this_one=row.id == me.device.id,
        )
        for row in queries.devices_of(session, [me.caregiver.id])
    ]
