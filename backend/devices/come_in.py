"""Tie a device to a caregiver by a code. Whatever is wrong, the answer is the same, and so is the work behind it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.record import record
from backend.db import transaction
from backend.devices import queries
from backend.devices.keys import clean_key
from backend.devices.knock import ENTER, knock
from backend.devices.models import Device, DeviceToken, Kind, OneTimeCode, Way
from backend.devices.send_code import MOST_TRIES, code_mark
from backend.errors import NuanxinError
from backend.families import queries as families
from backend.families.models import Caregiver
from backend.families.phone_numbers import PhoneRefusedError, parse
from backend.outbox.lock_queries import serialise
from backend.tokens import digest_of, new_token
from backend.vault import blind

NOBODY = "nobody"
LONGEST_NAME = 60


class CodeRefusedError(NuanxinError):
    """The card, the phone or the code is wrong, or the code ran out: which, is not said."""

    type = "code-refused"
    status_code = 403


@dataclass(frozen=True)
class Knocker:
    """Who says they are at the door: by the card they hold, or by the phone that staff know.

    A card opens with any code; a phone only with one that staff read out, so that a lost or passed-on number opens
    nothing by itself.
    """

    card: str = ""
    phone: str = ""

    @property
    def own(self) -> str:
        """What tries are counted by."""
        return self.key or self.number

    @property
    def key(self) -> str:
        """The card's key as it is compared."""
        return clean_key(self.card)

    @property
    def number(self) -> str:
        """The phone's number in E.164, or as typed where it is none."""
        try:
            return parse(self.phone).e164
        except PhoneRefusedError:
            return self.phone[:40]

    @property
    def ways(self) -> tuple[str, ...]:
        """The codes that open to them."""
        return (Way.TEXT.value, Way.READ_OUT.value) if self.key else (Way.READ_OUT.value,)


@dataclass(frozen=True)
class Entered:
    """A device that was just opened, with its first token. `by_text`: the code had come to the caregiver's phone."""

    token: str
    device: Device
    caregiver: Caregiver
    by_text: bool


def come_in(
    engine: Engine, knocker: Knocker, *, code: str, kind: Kind, called: str, address: str, now: datetime
) -> Entered:
    """Open a device. Raises CodeRefusedError or TooManyKnocksError.

    The try is counted before anything is looked at, so that many at once are slowed as well.
    """
    try_id = knock(engine, ENTER, own=knocker.own, address=address, now=now)
    with transaction(engine) as session:
        entered = _enter(session, knocker, code, kind, called, now)
        if entered is not None:
            queries.forgive(session, try_id)
    if entered is None:
        raise CodeRefusedError("The code is not right, or has run out.")
    return entered


def open_device(
    session: Session, caregiver: Caregiver, *, kind: Kind, called: str, now: datetime
) -> tuple[str, Device]:
    """A new device of this caregiver and its first token."""
    token = new_token()
    device = Device(
        id=str(uuid4()),
        caregiver_id=caregiver.id,
        kind=kind.value,
        called=called.strip()[:LONGEST_NAME],
        opened_at=now,
        seen_at=now,
    )
    queries.add(session, device)
    queries.add(session, DeviceToken(digest=digest_of(token), device_id=device.id, issued_at=now))
    return token, device


def _enter(session: Session, knocker: Knocker, code: str, kind: Kind, called: str, now: datetime) -> Entered | None:
    caregiver = _caregiver(session, knocker)
    asked = caregiver.id if caregiver else NOBODY
    serialise(session, [f"codes:{asked}"])
    open_codes = queries.open_codes(session, asked, ways=knocker.ways, most_tries=MOST_TRIES, now=now)
    mark = code_mark(asked, code)
    right = next((each for each in open_codes if each.mark == mark), None)
    queries.count_try(session, asked, ways=knocker.ways, used=right.id if right else None, now=now)
    if right is None or caregiver is None:
        return None
    token, device = open_device(session, caregiver, kind=kind, called=called, now=now)
    _audit(session, caregiver, device, right, now)
    return Entered(token, device, caregiver, by_text=right.way == Way.TEXT.value)


def _caregiver(session: Session, knocker: Knocker) -> Caregiver | None:
    if knocker.key:
        return queries.caregiver_with_card(session, digest_of(knocker.key))
    return queries.first_caregiver_on(session, blind(knocker.number))


def _audit(session: Session, caregiver: Caregiver, device: Device, code: OneTimeCode, now: datetime) -> None:
    family = families.family_by_id(session, caregiver.family_id)
    record(
        session,
        stream=family.code,
        actor=f"caregiver:{caregiver.id}",
        action="devices.open",
        subject=f"device:{device.id}",
        after={"kind": device.kind, "called": device.called, "code": code.way},
        now=now,
    )
