"""A text that staff write themselves: in both languages, guarded, shown as it goes out, then sent once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from backend.audit.record import record
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Family, Phone
from backend.families.phone_queries import is_confirmed, phone_by_id
from backend.languages import Language, marked, traditional
from backend.outbox.decide import Because
from backend.outbox.enqueue import STAFF_NOTE as KIND
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.models import Message, Scope
from backend.outbox.suppress import is_suppressed
from backend.protocol.approvals import ApprovalState
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack, Rendered
from backend.protocol.routes import Route
from backend.protocol.wording import MessageClass, version_of
from backend.segments import count

LIFE = timedelta(hours=24)
CHOOSE_WHO = marked("Choose to whom.")
WRITE_BOTH = marked("Write it in both languages.")
TOO_LONG = marked("At most 500 characters.")
MOST = 500


@dataclass(frozen=True)
class Written:
    """A text before it goes: whom to, in which language, by which way, how long and at what cost.

    `here`: it stands on the family page alone, because this phone can carry no free text, or wants none.
    """

    caregiver: Caregiver
    phone: Phone
    route: Route
    zh: str
    en: str
    language: Language
    body: str
    here: bool
    parts: int
    cost: Decimal


def wrong_words(values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with what was typed, by field and marked. Raises ArmWordsError."""
    wrong = {} if values.get("to") else {"to": CHOOSE_WHO}
    for name in ("zh", "en"):
        text = values.get(name, "")
        refuse_arm_words(text)
        if not text:
            wrong[name] = WRITE_BOTH
        elif len(text) > MOST:
            wrong[name] = TOO_LONG
    return wrong


def written(session: Session, family: Family, values: Mapping[str, str], *, pack: Pack) -> Written | None:
    """The text as it would go out; None if it is to nobody of this family."""
    mine = caregivers_of(session, family.id)
    caregiver = next((each for each in mine if each.id == values.get("to")), None)
    if caregiver is None:
        return None
    phone = phone_by_id(session, caregiver.phone_id)
    route = pack.study.route_for(phone.number)
    language = Language(caregiver.language)
    text = values["en"] if language is Language.EN else values["zh"]
    body = pack.signed(traditional(text) if language is Language.ZH_HANT else text, language)
    silent = bool(is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index))
    here = route.template_only or silent or not is_confirmed(session, phone.id)
    parts = 0 if here else count(body).parts
    return Written(
        caregiver,
        phone,
        route,
        values["zh"],
        values["en"],
        language,
        body,
        here,
        parts,
        route.price_per_segment * parts,
    )


def send_written(
    session: Session, family: Family, text: Written, *, once: str, by: str, now: datetime
) -> Message | None:
    """Put it into the outbox, once per `once`; quiet hours hold. Raises ArmWordsError."""
    refuse_arm_words(text.zh, text.en)
    draft = Draft(
        dedup_key=f"{KIND}:{once}",
        kind=KIND,
        message_class=MessageClass.SCHEDULED,
        number=text.phone.number,
        route=text.route,
        zone=family.zone,
        language=text.language,
        rendered=Rendered(
            text.body, version_of({"zh-Hans": text.zh, "en": text.en}), ApprovalState.APPROVED, f"written by {by}"
        ),
        stream=family.code,
        because=Because(KIND, "send", "written-by-staff", {"to": text.caregiver.relation, "by": by}),
        due_at=now,
        expires_at=now + LIFE,
        subjects=(f"family:{family.id}",),
        child_specific=True,
        tolerates_duplicate=True,
        here=text.here,
    )
    sent = enqueue(session, draft, now=now)
    if sent is not None:
        record(
            session,
            stream=family.code,
            actor=by,
            action="console.write-family",
            subject=f"message:{sent.id}",
            after={"zh": text.zh, "en": text.en, "to": text.caregiver.relation},
            now=now,
        )
    return sent
