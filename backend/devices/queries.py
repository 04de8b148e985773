"""All SQL about cards, codes, devices and tries."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, SQLModel, col, select

from backend.devices.models import Card, Device, DeviceToken, Knock, OneTimeCode
from backend.families.models import Caregiver, Family, Phone

# Asked with every request, so built once: building it costs more than running it.
_WITH_TOKEN = (
    select(DeviceToken, Device, Caregiver, Family)
    .join(Device, col(Device.id) == col(DeviceToken.device_id))
    .join(Caregiver, col(Caregiver.id) == col(Device.caregiver_id))
    .join(Family, col(Family.id) == col(Caregiver.family_id))
    .where(DeviceToken.digest == bindparam("digest"))
)


def add(session: Session, *rows: SQLModel) -> None:
    """Write new rows, at once."""
    session.add_all(rows)
    session.flush()


def caregiver_with_card(session: Session, digest: str) -> Caregiver | None:
    """Whose card this is, if it holds."""
    mine = (
        select(Caregiver)
        .join(Card, col(Card.caregiver_id) == col(Caregiver.id))
        .where(Card.digest == digest, col(Card.revoked_at).is_(None))
    )
    return session.exec(mine).one_or_none()


def first_caregiver_on(session: Session, number_index: str) -> Caregiver | None:
    """The first caregiver on the phone with this blind index."""
    mine = (
        select(Caregiver)
        .join(Phone, col(Phone.id) == col(Caregiver.phone_id))
        .where(Phone.number_index == number_index)
        .order_by(col(Caregiver.created_at), col(Caregiver.id))
    )
    return session.exec(mine).first()


def cards_of(session: Session, caregiver_ids: Collection[str]) -> list[Card]:
    """The cards of these caregivers that hold."""
    mine = select(Card).where(col(Card.caregiver_id).in_(list(caregiver_ids)), col(Card.revoked_at).is_(None))
    return list(session.exec(mine.order_by(col(Card.issued_at))))


def revoke_cards(session: Session, caregiver_id: str, *, now: datetime) -> int:
    """End every card of a caregiver; how many held."""
    ended = session.execute(
        update(Card)
        .where(col(Card.caregiver_id) == caregiver_id, col(Card.revoked_at).is_(None))
        .values(revoked_at=now)
        .returning(col(Card.digest))
    )
    return len(ended.all())


def open_codes(
    session: Session, caregiver_id: str, *, ways: Collection[str], most_tries: int, now: datetime
) -> list[OneTimeCode]:
    """A caregiver's codes that may still be used."""
    mine = select(OneTimeCode).where(
        OneTimeCode.caregiver_id == caregiver_id,
        col(OneTimeCode.way).in_(list(ways)),
        col(OneTimeCode.used_at).is_(None),
        col(OneTimeCode.expires_at) > now,
        col(OneTimeCode.tries) < most_tries,
    )
    return list(session.exec(mine.order_by(col(OneTimeCode.issued_at).desc())))


def count_try(session: Session, caregiver_id: str, *, ways: Collection[str], used: str | None, now: datetime) -> None:
    """Mark the code that was used; without one, a wrong try counts against every code it might have been."""
    open_ones = update(OneTimeCode).where(
        col(OneTimeCode.caregiver_id) == caregiver_id,
        col(OneTimeCode.way).in_(list(ways)),
        col(OneTimeCode.used_at).is_(None),
        col(OneTimeCode.expires_at) > now,
    )
    if used is not None:
        session.execute(open_ones.where(col(OneTimeCode.id) == used).values(used_at=now))
    else:
        session.execute(open_ones.values(tries=col(OneTimeCode.tries) + 1))


def end_codes(session: Session, caregiver_ids: Collection[str], *, now: datetime) -> None:
    """No code of these caregivers opens anything any more."""
    mine = update(OneTimeCode).where(col(OneTimeCode.caregiver_id).in_(list(caregiver_ids)))
    session.execute(mine.where(col(OneTimeCode.expires_at) > now).values(expires_at=now))


def device_with_token(session: Session, digest: str) -> tuple[DeviceToken, Device, Caregiver, Family] | None:
    """A token, its device, whose it is and their family."""
    found = session.exec(_WITH_TOKEN, params={"digest": digest}).one_or_none()
    return (found[0], found[1], found[2], found[3]) if found is not None else None


def token(session: Session, digest: str) -> DeviceToken:
    """The token as it stands now."""
    mine = select(DeviceToken).where(DeviceToken.digest == digest)
    return session.exec(mine.execution_options(populate_existing=True)).one()


def has_unused_token(session: Session, device_id: str, *, since: datetime) -> bool:
    """Whether a token was issued since then that nobody has used yet."""
    mine = select(DeviceToken.digest).where(
        DeviceToken.device_id == device_id,
        col(DeviceToken.first_used_at).is_(None),
        col(DeviceToken.superseded_at).is_(None),
        col(DeviceToken.issued_at) > since,
    )
    return session.exec(mine).first() is not None


def use_first(session: Session, held: DeviceToken, *, now: datetime) -> None:
    """The token is used for the first time: every other one of its device holds no longer."""
    mine = update(DeviceToken).where(col(DeviceToken.device_id) == held.device_id)
    session.execute(mine.where(col(DeviceToken.digest) == held.digest).values(first_used_at=now))
    others = mine.where(col(DeviceToken.digest) != held.digest, col(DeviceToken.superseded_at).is_(None))
    session.execute(others.values(superseded_at=now))


def lock_device(session: Session, device_id: str) -> Device:
    """The device as it stands now; until we commit, nobody else changes it."""
    mine = select(Device).where(Device.id == device_id).with_for_update()
    return session.exec(mine.execution_options(populate_existing=True)).one()


def find_device(session: Session, device_id: str) -> Device | None:
    """The device with this id, locked until we commit."""
    return session.exec(select(Device).where(Device.id == device_id).with_for_update()).one_or_none()


def family_of(session: Session, device: Device) -> Family:
    """The family of the caregiver whose device this is."""
    mine = select(Family).join(Caregiver, col(Caregiver.family_id) == col(Family.id))
    return session.exec(mine.where(Caregiver.id == device.caregiver_id)).one()


def devices_of(session: Session, caregiver_ids: Collection[str]) -> list[Device]:
    """The devices of these caregivers that get in, the last used first."""
    mine = select(Device).where(col(Device.caregiver_id).in_(list(caregiver_ids)), col(Device.ended_at).is_(None))
    return list(session.exec(mine.order_by(col(Device.seen_at).desc(), col(Device.id))))


def lock_devices(session: Session, caregiver_ids: Collection[str]) -> list[tuple[Device, Family]]:
    """The devices of these caregivers that get in, each with its family, locked until we commit."""
    mine = (
        select(Device, Family)
        .join(Caregiver, col(Caregiver.id) == col(Device.caregiver_id))
        .join(Family, col(Family.id) == col(Caregiver.family_id))
        .where(col(Device.caregiver_id).in_(list(caregiver_ids)), col(Device.ended_at).is_(None))
        .order_by(col(Family.code), col(Device.id))
        .with_for_update(of=Device)
    )
    return list(session.exec(mine.execution_options(populate_existing=True)))


def touch(session: Session, device_id: str, *, now: datetime) -> None:
    """Note that a device was just used."""
    session.execute(update(Device).where(col(Device.id) == device_id).values(seen_at=now))


def end(session: Session, device: Device, *, by: str, now: datetime) -> None:
    """Write down that a device ended."""
    device.ended_at, device.ended_by = now, by
    add(session, device)


def knocks(session: Session, mark: str) -> list[datetime]:
    """When somebody tried and did not get in, the oldest first."""
    mine = select(Knock.at).where(Knock.mark == mark, col(Knock.succeeded).is_(False))
    return list(session.exec(mine.order_by(col(Knock.at))))


def forgive(session: Session, try_id: str) -> None:
    """A try turned out right; it no longer counts."""
    session.execute(update(Knock).where(col(Knock.try_id) == try_id).values(succeeded=True))


def forget_knocks(session: Session, *, before: datetime) -> None:
    """Drop tries too old to count."""
    session.execute(delete(Knock).where(col(Knock.at) < before))
