"""What whoever is paged needs to know of a concern, by participant code: shown on the page, never texted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.models import Concern, ConcernEvent, Kind, Source
from backend.concerns.sae_clocks import SaeClock
from backend.concerns.shown import SCREEN
from backend.concerns.standing import Standing, standing
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child
from backend.families.phone_queries import phones_by_id
from backend.languages import Language
from backend.outbox import queries as outbox
from backend.outbox.models import Scope
from backend.outbox.suppress import is_suppressed
from backend.outbox.told_queries import replies_about
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

SHOWN = "shown"
"""What became of an answer that stood on the family's screen."""
Infusions = Mapping[str, Mapping[str, date]]
"""By participant code: each infusion that happened, with its day. The arm is nowhere."""


@dataclass(frozen=True)
class ChildFacts:
    """A child by code: age in completed years, sex, and days since each infusion."""

    code: str
    age: int
    sex: str
    days_since: Mapping[str, int]


@dataclass(frozen=True)
class Said:
    """One signal: the family's own words, their language, the signs and the rule that fired, with its version.

    `readings` are what was measured, such as `temperature 38.8` (°C, kg, mmHg).
    """

    at: datetime
    source: str
    level: Urgency
    words: str
    language: str
    signs: tuple[str, ...]
    rule: str
    version: str
    child: str
    reference: str
    readings: str = ""


@dataclass(frozen=True)
class ToldFamily:
    """What a phone was told and whether it arrived; `not_sent` says why nothing went."""

    at: datetime
    kind: str
    body: str
    status: str
    promised: datetime | None
    not_sent: str


@dataclass(frozen=True)
class Callback:
    """A number to phone: whose it is, the language, and whether texts may go there (`cannot_text` says why not)."""

    who: str
    relation: str
    number: str
    language: str
    wrote: bool
    cannot_text: str


@dataclass(frozen=True)
class SaeLimit:
    """The clock of what may be a serious adverse event. `limit` None: nobody is aware yet."""

    clock: SaeClock
    limit: datetime | None
    left: timedelta | None


@dataclass(frozen=True)
class Packet:
    """Everything about one concern, for whoever takes it up."""

    concern: Concern
    standing: Standing
    codes: str
    children: tuple[ChildFacts, ...]
    said: tuple[Said, ...]
    told: tuple[ToldFamily, ...]
    callbacks: tuple[Callback, ...]
    sae: tuple[SaeLimit, ...]
    events: tuple[ConcernEvent, ...]

    @property
    def cannot_text(self) -> bool:
        """Whether whoever wrote has stopped texts: phone now."""
        return any(each.cannot_text for each in self.callbacks if each.wrote)


def cannot_text(session: Session, concern: Concern) -> bool:
    """Whether whoever wrote gets no texts now, so that only a call reaches them."""
    callbacks = _callbacks(session, concern, queries.events_of(session, concern.id))
    return any(each.cannot_text for each in callbacks if each.wrote)


def packet(session: Session, concern: Concern, *, infusions: Infusions, pack: Pack, now: datetime) -> Packet:
    """The packet of a concern as it stands at `now`."""
    events = queries.events_of(session, concern.id)
    stands = standing(as_values(events))
    children = _children(session, concern)
    today = now.astimezone(pack.study.zone_info).date()
    return Packet(
        concern=concern,
        standing=stands,
        codes="/".join(each.code for each in children),
        children=tuple(_child(each, infusions.get(each.code, {}), today) for each in children),
        said=tuple(_said(row) for row in events if row.kind == Kind.SIGNAL.value),
        told=(*_told(session, events), *_told_of_samples(session, concern, events)),
        callbacks=tuple(_callbacks(session, concern, events)),
        sae=sae_limits(stands, pack, now),
        events=tuple(events),
    )


def sae_limits(stands: Standing, pack: Pack, now: datetime) -> tuple[SaeLimit, ...]:
    """By when each report must be out, counted from when staff knew, in the order in which the events came."""
    return tuple(_limit(clock, pack, now) for clock in stands.sae_clocks)


def _limit(clock: SaeClock, pack: Pack, now: datetime) -> SaeLimit:
    if clock.aware_at is None:
        return SaeLimit(clock, None, None)
    limit = clock.aware_at + timedelta(hours=pack.concerns.sae_report_hours)
    return SaeLimit(clock, limit, limit - now)


def _children(session: Session, concern: Concern) -> list[Child]:
    """The child, or all that it may be about."""
    if concern.may_be:
        return [families.child_by_code(session, each) for each in concern.may_be.split("/")]
    children = families.children_of(session, concern.family_id) if concern.family_id else []
    return [each for each in children if each.code == concern.child_code] or children


def _child(child: Child, infusions: Mapping[str, date], today: date) -> ChildFacts:
    born = date.fromisoformat(child.birth_on)
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return ChildFacts(child.code, age, child.sex.value, {name: (today - on).days for name, on in infusions.items()})


def _said(row: ConcernEvent) -> Said:
    facts = row.facts
    return Said(
        at=row.happened_at,
        source=facts["source"],
        level=Urgency(facts["level"]),
        words=row.words or "",
        language=facts.get("language", ""),
        signs=tuple(each for each in facts.get("signs", "").split(",") if each),
        rule=facts.get("rule", ""),
        version=facts.get("version", ""),
        child=facts.get("child", ""),
        reference=facts["reference"],
        readings=facts.get("readings", ""),
    )


def _told(session: Session, events: list[ConcernEvent]) -> list[ToldFamily]:
    found = []
    for row in events:
        if row.kind not in (Kind.ANSWERED.value, Kind.PROMISE_MISSED.value):
            continue
        kind, promised = row.facts.get("kind", "promise-missed"), row.facts.get("promise")
        when = datetime.fromisoformat(promised) if promised else None
        if row.facts.get(SCREEN):
            found.append(ToldFamily(row.happened_at, kind, row.words or "", SHOWN, when, ""))
            continue
        for message_id in row.facts.get("messages", "").split(","):
            message = outbox.message(session, message_id) if message_id else None
            body, status = (message.body, message.status) if message is not None else ("", "")
            found.append(ToldFamily(row.happened_at, kind, body, status, when, row.facts.get("not_sent", "")))
    return found


def _told_of_samples(session: Session, concern: Concern, events: list[ConcernEvent]) -> list[ToldFamily]:
    """A sample's text is answered as any other, not by the concern."""
    texts = [row.facts["reference"] for row in events if row.facts.get("source") == Source.SAMPLE]
    replies = [row for each in texts for row in replies_about(session, stream=concern.stream, about=f"text:{each}")]
    return [ToldFamily(row.created_at, row.kind, row.body, row.status, None, "") for row in replies]


def _callbacks(session: Session, concern: Concern, events: list[ConcernEvent]) -> list[Callback]:
    if concern.family_id is None:
        why = _stopped(session, concern.sender_index or "")
        return [Callback("", "", concern.sender or "", Language.ZH_HANS.value, wrote=True, cannot_text=why)]
    wrote = {row.facts["phone"] for row in events if row.facts.get("phone")}
    carers = caregivers_of(session, concern.family_id)
    phones = phones_by_id(session, [each.phone_id for each in carers])
    found = [
        Callback(
            who=each.called,
            relation=each.relation,
            number=phones[each.phone_id].number,
            language=each.language.value,
            wrote=each.phone_id in wrote,
            cannot_text=_stopped(session, phones[each.phone_id].number_index),
        )
        for each in carers
    ]
    if concern.may_be:  # whoever did not write may be of the wrong family
        found = [each for each in found if each.wrote] or found
    return sorted(found, key=lambda each: not each.wrote)


def _stopped(session: Session, number_index: str) -> str:
    reasons = is_suppressed(session, scope=Scope.NUMBER, key=number_index)
    return reasons[0] if reasons else ""


def local(moment: datetime, zone: str) -> datetime:
    """A moment as a reader in that zone writes it."""
    return moment.astimezone(ZoneInfo(zone))
