"""What the family is told, at once and first: go now, who phones by when, or who reads it by when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend import vault
from backend.concerns import queries
from backend.concerns.append import Entry, append, standing_of
from backend.concerns.episode import episode_of
from backend.concerns.models import Concern, Kind
from backend.concerns.promise import call_by, read_by, read_by_words
from backend.concerns.what_to_say import FIRST_ANSWER, level_said, told, what_to_say
from backend.families.confirm_phone import WRONG_NUMBER
from backend.languages import Language
from backend.outbox.decide import Because
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.gate import UNREACHABLE
from backend.outbox.models import Message, Scope
from backend.outbox.suppress import is_suppressed
from backend.protocol.pack import Pack, WordingMissing, WordingUnapproved
from backend.protocol.routes import Variant
from backend.protocol.wording import MessageClass
from backend.triage.understanding import Urgency

LIFE = timedelta(hours=24)
SHORTEST = timedelta(minutes=5)
BY = "nuanxin"
STOPPED = "number-"
"""How the reason begins for which nothing goes to a phone."""


@dataclass(frozen=True)
class Listener:
    """The phone that is answered. `phone_id` is empty for a number no family has; `place` as `Family.place`.

    `here`: the answer is for the app's inbox, and goes to no phone. `on_screen`: whoever wrote is shown it as well.
    """

    number: str
    phone_id: str
    place: str
    zone: str
    language: Language
    here: bool = False
    on_screen: bool = False

    @property
    def mark(self) -> str:
        """The blind index of the number."""
        return vault.blind(self.number)


def answer_family(
    session: Session,
    concern: Concern,
    *,
    level: Urgency,
    reference: str,
    listener: Listener,
    pack: Pack,
    live: bool,
    now: datetime,
    instead: str = "",
) -> str | None:
    """Answer the phone that wrote; the kind that went, None if nothing may or need be said.

    `instead` as for what is said.

    A stopped phone gets nothing: the concern says that it cannot be texted. What a screen shows is promised as well.
    """
    events = queries.events_of(session, concern.id)
    day = pack.concerns.day.is_open(now, pack.study.zone_info)
    kind = what_to_say(
        level,
        told(events),
        listener.mark,
        day=day,
        rules=pack.concerns,
        now=now,
        episode=episode_of(session, concern, pack=pack, now=now),
        instead=instead,
    )
    if kind is None:
        return None
    level = level_said(kind, level)
    by = promised(session, concern, level, pack=pack, now=now)
    sent = tell(
        session,
        concern,
        kind=kind,
        key=f"safety:{concern.id}:{reference}:{kind}",
        by=by,
        listener=listener,
        pack=pack,
        live=live,
        now=now,
    )
    facts = facts_of(kind, level, listener, sent) | {"text": reference}
    shown = listener.on_screen and isinstance(sent, str) and sent.startswith(STOPPED)
    if shown:
        facts["shown"] = "yes"
    if (shown or isinstance(sent, Message)) and level.rank >= Urgency.URGENT.rank:
        facts["promise"] = by.isoformat()
    append(session, concern, Entry(Kind.ANSWERED, by=BY, facts=facts), now=now)
    return kind if isinstance(sent, Message) else None


def promised(session: Session, concern: Concern, level: Urgency, *, pack: Pack, now: datetime) -> datetime:
    """By when the family is phoned, or by when a routine worry is read (UTC).

    Where a call is owed that was promised before a person lowered the level, whoever phones has read it.
    """
    stands = standing_of(session, concern)
    if level is Urgency.ROUTINE and not stands.can_waive:
        return read_by(now, pack=pack)
    if stands.call_due is not None and stands.call_due > now:
        return stands.call_due
    return call_by(now, level, night=stands.night, pack=pack)


def safety_values(by: datetime, *, place: str, zone: str, language: Language, pack: Pack) -> dict[str, str]:
    """What a safety text may name: by when, and the numbers to call."""
    return {
        "by": read_by_words(by, language, zone),
        "emergency": pack.study.emergency_words(place, language),
        "phone": pack.study.contact.phone or "",
    }


def facts_of(kind: str, level: Urgency, listener: Listener, sent: Message | str) -> dict[str, str]:
    """What an event about an answer keeps; without a message, why nothing went."""
    facts = {
        "kind": kind,
        "level": level.value,
        "phone": listener.phone_id,
        "mark": listener.mark,
        "language": listener.language.value,
        "messages": sent.id if isinstance(sent, Message) else "",
        "not_sent": sent if isinstance(sent, str) else "",
    }
    return {key: value for key, value in facts.items() if value}


def tell(
    session: Session,
    concern: Concern,
    *,
    kind: str,
    key: str,
    by: datetime,
    listener: Listener,
    pack: Pack,
    live: bool,
    now: datetime,
) -> Message | str:
    """Put a safety text into the outbox; without one, the reason: the phone is stopped, or the wording unapproved.

    Where somebody said "wrong number" an emergency is answered as any stranger's: they did not ask for silence.
    """
    reasons = is_suppressed(session, scope=Scope.NUMBER, key=listener.mark)
    heard = {UNREACHABLE, WRONG_NUMBER} if kind.startswith(FIRST_ANSWER) else {UNREACHABLE}
    stopped = [reason for reason in reasons if reason not in heard]
    if stopped and not listener.here:
        return f"{STOPPED}{stopped[0]}"
    route = pack.study.route_for(listener.number)
    language = listener.language if listener.here else route.carries(listener.language)
    variant = Variant.TWO_WAY if listener.here else route.variant
    values = safety_values(by, place=listener.place, zone=listener.zone, language=language, pack=pack)
    try:
        rendered = pack.render(kind, variant=variant, language=language, values=values, live=live)
    except (WordingMissing, WordingUnapproved) as refusal:
        return refusal.type
    draft = Draft(
        dedup_key=key,
        kind=kind,
        message_class=MessageClass.SAFETY,
        number=listener.number,
        route=route,
        zone=listener.zone,
        language=language,
        rendered=rendered,
        stream=concern.stream,
        because=Because(kind, "send", "concern", {"concern": str(concern.number)}),
        due_at=now,
        expires_at=true_until(kind, by, pack=pack, now=now),
        about=(f"concern:{concern.id}",),
        tolerates_duplicate=True,
        here=listener.here,
    )
    return enqueue(session, draft, now=now) or "sent-before"


def true_until(kind: str, by: datetime, *, pack: Pack, now: datetime) -> datetime:
    """A text that names an hour leaves before it or not at all; that nothing left is a worry of its own."""
    last = now + LIFE
    return min(last, max(by, now + SHORTEST)) if "by" in pack.wordings[kind].variables else last
