"""Raising a worry: a new concern, or one more signal of the episode that is under way."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid4, uuid5

from sqlmodel import Session

from backend import vault
from backend.audit.record import STUDY
from backend.concerns import queries
from backend.concerns.append import Entry, append, keyed_id, lock
from backend.concerns.hold_texts import hold_texts
from backend.concerns.models import Concern, ConcernEvent, Kind, Source, State
from backend.concerns.mourning import is_mourning, tells_of_death
from backend.concerns.promise import call_by, read_by
from backend.concerns.take_numbers import take_numbers
from backend.families.models import Family
from backend.families.take_whole import take_whole
from backend.outbox.cancel import cancel_about
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack
from backend.triage.understanding import Understanding, Urgency

UNLESS_EMERGENCY = "unless-emergency"
"""The mark of texts that a family in an emergency is spared."""


@dataclass(frozen=True)
class Signal:
    """One reason to worry. `reference` (a text's id, an entry's) makes it count once.

    `words` are the family's own, or a staff member's; `sae` are keys of signs that may be serious adverse events;
    `may_be` as of a concern.
    """

    source: Source
    level: Urgency
    reference: str
    by: str
    received_at: datetime
    sent_at: datetime | None = None
    words: str = ""
    language: str = ""
    signs: tuple[str, ...] = ()
    sae: tuple[str, ...] = ()
    night: bool = False
    rule: str = ""
    version: str = ""
    child_code: str | None = None
    may_be: str | None = None
    more: dict[str, str] = field(default_factory=dict)

    def as_understood(self, understood: Understanding) -> "Signal":
        """The same with what triage read in the words: their language, the signs and which rule found them."""
        return replace(
            self,
            language=understood.language.value,
            signs=tuple(sign.key for sign in understood.signs),
            sae=tuple(sign.key for sign in understood.signs if sign.sae),
            night=any(sign.night for sign in understood.signs),
            rule=understood.rule,
            version=understood.version,
        )

    @property
    def said_at(self) -> datetime:
        """When the family sent it, as far as is known; a phone's clock that is ahead cannot put it after receipt."""
        return min(self.sent_at or self.received_at, self.received_at)


@dataclass(frozen=True)
class Raised:
    """The concern, the signal's event, and whether it is a new concern. `event` None: this signal counted before."""

    concern: Concern
    event: ConcernEvent | None
    new: bool

    @property
    def is_overlooked(self) -> bool:
        """Whether it joined a concern that somebody has, and asks for nobody: a person reads it all the same."""
        if self.event is None or self.concern.state == State.OPEN.value or self.concern.due_by is not None:
            return False
        return Urgency(self.event.facts["level"]).rank < Urgency.URGENT.rank


def raise_concern(
    session: Session, signal: Signal, *, family: Family | None, sender: str | None = None, pack: Pack, now: datetime
) -> Raised:
    """Join the signal to the family's episode, or open a concern; an unknown phone (`sender`) has its own.

    A child that is named later does not make the signs before it that child's. A level only rises by signals.
    Raises ArmWordsError when staff write of the arm.
    """
    if signal.source is Source.STAFF:
        refuse_arm_words(signal.words)
    stream = family.code if family is not None else STUDY
    lock(session, stream)
    death = tells_of_death(signal.signs, pack)
    if death and family is not None:
        take_whole(session, [family.id])  # before anything is written down, as whoever pauses it does
    mark = vault.blind(sender) if family is None and sender else None
    open_ones = queries.unresolved_of(session, family_id=family.id if family else None, sender_index=mark)
    seen = _counted_before(session, signal)
    if seen is not None:
        return Raised(seen, None, new=False)
    concern = next((each for each in open_ones if _same_episode(each, signal, pack)), None)
    new = concern is None
    concern = concern or _open(session, signal, stream=stream, family=family, sender=sender, mark=mark, now=now)
    if signal.child_code is None:
        concern.child_code = None  # these words may be of another child of the family
    news = death and not is_mourning(session, concern, pack)
    event = append(session, concern, _entry(signal, concern, pack, now), now=now)
    if news:
        hold_texts(session, concern, now=now)
    if family is not None and signal.level is Urgency.EMERGENCY:
        cancel_about(session, subject=f"family:{family.id}", about=UNLESS_EMERGENCY, reason="emergency-open", now=now)
    return Raised(concern, event, new=new)


def staff_signal(*, level: Urgency, words: str, child_code: str | None, by: str, now: datetime) -> Signal:
    """What a staff member worries about; they are aware of it from the start."""
    return Signal(Source.STAFF, level, str(uuid4()), by, now, words=words, rule="staff", child_code=child_code)


def signal_again(session: Session, concern: Concern, signal: Signal, *, pack: Pack, now: datetime) -> None:
    """Join a signal to this very concern, resolved or not: what was said about it did not arrive."""
    append(session, concern, _entry(signal, concern, pack, now), now=now)


def signal_key(signal: Signal) -> str:
    """What makes a signal the same one again."""
    return _key(signal.source, signal.reference)


def signal_event(session: Session, source: Source, reference: str) -> ConcernEvent | None:
    """What was written down of a signal, if it was raised."""
    return queries.event_with_id(session, keyed_id(_key(source, reference)))


def _key(source: Source, reference: str) -> str:
    return f"signal:{source.value}:{reference}"


def _counted_before(session: Session, signal: Signal) -> Concern | None:
    """The concern that has this signal already, resolved or not: a doubled webhook raises once."""
    event = signal_event(session, signal.source, signal.reference)
    return queries.concern_with_id(session, event.concern_id) if event is not None else None


def _same_episode(concern: Concern, signal: Signal, pack: Pack) -> bool:
    known = concern.child_code is not None and signal.child_code is not None
    young = signal.said_at - concern.last_signal_at < timedelta(hours=pack.concerns.episode_hours)
    other = (known and concern.child_code != signal.child_code) or concern.may_be != signal.may_be
    return young and not other


def _open(
    session: Session,
    signal: Signal,
    *,
    stream: str,
    family: Family | None,
    sender: str | None,
    mark: str | None,
    now: datetime,
) -> Concern:
    take_numbers(session, [stream])
    number = queries.next_concern_number(session)
    concern = Concern(
        id=str(uuid5(NAMESPACE_URL, f"concern:{stream}:{signal_key(signal)}")),
        number=number,
        stream=stream,
        family_id=family.id if family is not None else None,
        child_code=signal.child_code,
        may_be=signal.may_be,
        sender=sender if family is None else None,
        sender_index=mark,
        opened_at=now,
        level=signal.level.value,
        state=State.OPEN.value,
        last_signal_at=signal.received_at,
        updated_at=now,
    )
    session.add(concern)
    session.flush()
    return concern


def _entry(signal: Signal, concern: Concern, pack: Pack, now: datetime) -> Entry:
    facts = {
        "source": signal.source.value,
        "level": signal.level.value,
        "reference": signal.reference,
        "received_at": signal.received_at.isoformat(),
        "sent_at": signal.said_at.isoformat() if signal.sent_at else "",
        "language": signal.language,
        "signs": ",".join(signal.signs),
        "sae": ",".join(signal.sae),
        "night": "yes" if signal.night else "",
        "rule": signal.rule,
        "version": signal.version,
        "child": signal.child_code or "",
        "may_be": signal.may_be or "",
        "read_by": read_by(now, pack=pack).isoformat(),
        **signal.more,
    }
    level = signal.level.or_higher(Urgency(concern.level))
    if signal.level.rank >= Urgency.URGENT.rank:
        facts["call_by"] = call_by(now, level, night=signal.night, pack=pack).isoformat()
    return Entry(
        Kind.SIGNAL,
        by=signal.by,
        facts={key: value for key, value in facts.items() if value},
        words=signal.words,
        happened_at=signal.received_at,
        key=signal_key(signal),
    )
