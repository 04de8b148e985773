"""A family's first day: consent becomes an anchor, the year is laid out, and each phone is checked.

No text about a child goes to a phone until its owner, or a person who phoned it, has confirmed it.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from backend.concerns.close_task import close_task
from backend.concerns.models import TaskKind, TaskState
from backend.concerns.open_task import open_task
from backend.concerns.queries import by_key
from backend.families import queries as families
from backend.families.models import Caregiver, Child, Family, Phone, PhoneState
from backend.languages import Language
from backend.outbox.decide import Because
from backend.outbox.enqueue import Draft, enqueue
from backend.protocol.pack import Pack, WordingUnapproved
from backend.protocol.wording import MessageClass
from backend.schedule.anchor import set_anchor
from backend.schedule.happen import Act

CHECK = "phone-check"
PHONE_OK, PHONE_WRONG = "phone-ok", "phone-wrong"
ANSWER_LIFE = timedelta(days=14)
CHECK_LIFE = timedelta(days=3)


def welcome(
    session: Session,
    child: Child,
    family: Family,
    *,
    consented_on: date,
    pack: Pack,
    live: bool,
    by: str,
    now: datetime,
) -> None:
    """Set the consent anchor, plan the child's year, and check the phones not yet confirmed."""
    act = Act(child=child, family=family, visit="", by=by, happened_at=now)
    set_anchor(session, act, pack.consent_anchor, happened_on=consented_on, reason="enrolment", pack=pack, now=now)
    phones = families.phones_by_id(session, [each.phone_id for each in families.caregivers_of(session, family.id)])
    states = families.phone_states(session, list(phones))
    for caregiver in families.caregivers_of(session, family.id):
        if caregiver.gets_reminders and states[caregiver.phone_id] is PhoneState.UNCONFIRMED:
            check_phone(session, caregiver, phones[caregiver.phone_id], family, pack=pack, live=live, now=now)


def check_phone(
    session: Session, caregiver: Caregiver, phone: Phone, family: Family, *, pack: Pack, live: bool, now: datetime
) -> None:
    """Ask the phone who it is, and have a person phone it if no answer settles that first."""
    open_task(
        session,
        kind=TaskKind.CONFIRM_PHONE,
        stream=family.code,
        dedup_key=phone_check_key(phone.id),
        due_by=now + CHECK_LIFE,
        facts={"relation": caregiver.relation, "phone": phone.id},
        now=now,
    )
    route = pack.study.route_for(phone.number)
    language = route.carries(Language(caregiver.language))
    try:
        rendered = pack.render(CHECK, variant=route.variant, language=language, values={}, live=live)
    except WordingUnapproved:
        return  # the task stands: a person phones instead
    asks = route.can_reply
    enqueue(
        session,
        Draft(
            dedup_key=f"{CHECK}:{phone.id}",
            kind=CHECK,
            message_class=MessageClass.SCHEDULED,
            number=phone.number,
            route=route,
            zone=family.zone,
            language=language,
            rendered=rendered,
            stream=family.code,
            because=Because(CHECK, "send", "phone-unconfirmed", {"to": caregiver.relation}),
            due_at=now,
            expires_at=now + CHECK_LIFE,
            subjects=(f"family:{family.id}",),
            options={"1": [PHONE_OK], "2": [PHONE_WRONG]} if asks else {},
            options_until=now + ANSWER_LIFE if asks else None,
            tolerates_duplicate=True,
        ),
        now=now,
    )


def phone_check_key(phone_id: str) -> str:
    """The name under which a phone's check is one task."""
    return f"{TaskKind.CONFIRM_PHONE.value}:{phone_id}"


def close_phone_check(session: Session, phone_id: str, *, outcome: str, by: str, now: datetime) -> None:
    """What the phone was to be asked is settled; nobody needs to call it about that."""
    task = by_key(session, phone_check_key(phone_id))
    if task is not None and task.state == TaskState.OPEN.value:
        close_task(session, task.number, outcome=outcome, note="", by=by, now=now)
