"""Asking a phone whose it is, once more if need be; no text about a child goes there until that is settled."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.close_task import close_task
from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.families.confirm_phone import doubt
from backend.families.models import Caregiver, Family, Phone
from backend.languages import Language
from backend.outbox.decide import Because
from backend.outbox.enqueue import Draft, enqueue
from backend.protocol.pack import Pack, WordingUnapproved
from backend.protocol.wording import MessageClass

CHECK = "phone-check"
PHONE_OK, PHONE_WRONG = "phone-ok", "phone-wrong"
ANSWER_LIFE = timedelta(days=14)
CHECK_LIFE = timedelta(days=3)


def check_phone(
    session: Session,
    caregiver: Caregiver,
    phone: Phone,
    family: Family,
    *,
    mark: str = "",
    though_paused: bool = False,
    pack: Pack,
    live: bool,
    now: datetime,
) -> bool:
    """Ask the phone who it is, once per `mark`, and have a person phone it if no answer settles that first.

    False if no text goes: it was asked so before, or the wording may not be sent, and a person phones. To a paused
    family it only goes `though_paused`: in answer to that phone's own words, at once, at night too.
    """
    key = phone_check_key(phone.id)
    if not queries.open_beginning(session, key):
        open_task(
            session,
            kind=TaskKind.CONFIRM_PHONE,
            stream=family.code,
            dedup_key=f"{key}{mark}",
            due_by=now + CHECK_LIFE,
            facts={"relation": caregiver.relation, "phone": phone.id},
            now=now,
        )
    route = pack.study.route_for(phone.number)
    language = route.carries(Language(caregiver.language))
    try:
        rendered = pack.render(CHECK, variant=route.variant, language=language, values={}, live=live)
    except WordingUnapproved:
        return False  # the task stands: a person phones instead
    asks = route.can_reply
    sent = enqueue(
        session,
        Draft(
            dedup_key=f"{CHECK}:{phone.id}{mark}",
            kind=CHECK,
            message_class=MessageClass.REPLY if though_paused else MessageClass.SCHEDULED,
            number=phone.number,
            route=route,
            zone=family.zone,
            language=language,
            rendered=rendered,
            stream=family.code,
            because=Because(CHECK, "send", "phone-unconfirmed", {"to": caregiver.relation}),
            due_at=now,
            expires_at=now + CHECK_LIFE,
            subjects=() if though_paused else (f"family:{family.id}",),
            options={"1": [PHONE_OK], "2": [PHONE_WRONG]} if asks else {},
            options_until=now + ANSWER_LIFE if asks else None,
            tolerates_duplicate=True,
        ),
        now=now,
    )
    return sent is not None


def check_again(
    session: Session,
    caregiver: Caregiver,
    phone: Phone,
    family: Family,
    *,
    note: str = "",
    though_paused: bool = False,
    by: str,
    pack: Pack,
    live: bool,
    now: datetime,
) -> bool:
    """Doubt the phone and ask it once more, at most once a day; False if no text goes. `though_paused` as above."""
    doubt(session, phone=phone, by=by, note=note, now=now)
    day = now.astimezone(ZoneInfo(family.zone)).date()
    return check_phone(
        session,
        caregiver,
        phone,
        family,
        mark=f":{day}",
        though_paused=though_paused,
        pack=pack,
        live=live,
        now=now,
    )


def phone_check_key(phone_id: str) -> str:
    """The name under which a phone's first check is one task; later ones add their day."""
    return f"{TaskKind.CONFIRM_PHONE.value}:{phone_id}"


def close_phone_check(session: Session, phone_id: str, *, outcome: str, by: str, now: datetime) -> None:
    """What the phone was to be asked is settled; nobody needs to call it about that."""
    for task in queries.open_beginning(session, phone_check_key(phone_id)):
        close_task(session, task.number, outcome=outcome, note="", by=by, now=now)
