"""A one-time code: six digits, ten minutes, five tries, once. By text to the card's phone, or read out by staff."""

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from backend.audit.record import record
from backend.devices import queries
from backend.devices.models import OneTimeCode, Way
from backend.families import queries as families
from backend.families.models import Caregiver, Family, Phone
from backend.families.phone_queries import phone_by_id
from backend.languages import Language
from backend.outbox.decide import Because, note
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.models import Stage
from backend.protocol.pack import Pack, WordingUnapproved
from backend.protocol.wording import MessageClass
from backend.tokens import digest_of
from backend.vault import blind

KIND = "sign-in-code"
LIFE = timedelta(minutes=10)
MOST_TRIES = 5
DIGITS = 6


def code_mark(caregiver_id: str, code: str) -> str:
    """What is stored of a code: a keyed digest, because a million codes are quickly tried against a plain one."""
    return blind(f"code:{caregiver_id}:{code}")


def send_code(session: Session, *, key: str, pack: Pack, live: bool, now: datetime) -> bool:
    """Text a code to the phone of the card's caregiver; False if no card has this key, or nothing may be sent.

    Nobody who asks is told which: run it after they have their answer.
    """
    caregiver = queries.caregiver_with_card(session, digest_of(key))
    if caregiver is None:
        return False
    family, phone = (
        families.family_by_id(session, caregiver.family_id),
        phone_by_id(session, caregiver.phone_id),
    )
    row, code = _new_code(caregiver, Way.TEXT, now)
    because = Because(KIND, "send", "asked-with-card", {"to": caregiver.relation})
    try:
        draft = _draft(row, code, caregiver, family, phone, pack=pack, live=live, because=because, now=now)
    except WordingUnapproved:
        refused = Because(KIND, "not-sent", "wording-unapproved", because.facts)
        note(session, refused, stream=family.code, about_on=now.date(), stage=Stage.PLAN, now=now)
        return False
    queries.add(session, row)
    return enqueue(session, draft, now=now) is not None


def read_out_code(session: Session, *, caregiver: Caregiver, family: Family, by: str, now: datetime) -> str:
    """A code for staff to read out to a caregiver whose voice they know; kept in the audit that they did."""
    row, code = _new_code(caregiver, Way.READ_OUT, now)
    queries.add(session, row)
    subject = f"caregiver:{caregiver.id}"
    record(session, stream=family.code, actor=by, action="devices.read-out-code", subject=subject, now=now)
    return code


def _new_code(caregiver: Caregiver, way: Way, now: datetime) -> tuple[OneTimeCode, str]:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = OneTimeCode(
        id=str(uuid4()),
        caregiver_id=caregiver.id,
        way=way.value,
        mark=code_mark(caregiver.id, code),
        issued_at=now,
        expires_at=now + LIFE,
    )
    return row, code


def _draft(
    row: OneTimeCode,
    code: str,
    caregiver: Caregiver,
    family: Family,
    phone: Phone,
    *,
    pack: Pack,
    live: bool,
    because: Because,
    now: datetime,
) -> Draft:
    route = pack.study.route_for(phone.number)
    language = route.carries(Language(caregiver.language))
    values = {"passcode": code}
    return Draft(
        dedup_key=f"{KIND}:{row.id}",
        kind=KIND,
        message_class=MessageClass.REPLY,
        number=phone.number,
        route=route,
        zone=family.zone,
        language=language,
        rendered=pack.render(KIND, variant=route.variant, language=language, values=values, live=live),
        stream=family.code,
        because=because,
        due_at=now,
        expires_at=row.expires_at,
        tolerates_duplicate=True,
    )
