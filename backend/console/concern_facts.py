"""The packet beside a concern: what a person must know before they phone, each fact with where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.console.about import DOT, age_and_sex, infusions, joined
from backend.console.concern_words import LEVELS, level_tag
from backend.console.reader import Reader
from backend.console.seen import Callback, Fact, Link
from backend.explain.words import status_words
from backend.families import queries as families
from backend.families.models import Caregiver, Child, PhoneState
from backend.families.phone_numbers import spaced
from backend.languages import marked
from backend.outbox import queries as outbox
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

RELATIONS = {
    "mother": marked("mother"),
    "father": marked("father"),
    "grandmother": marked("grandmother"),
    "grandfather": marked("grandfather"),
    "aunt": marked("aunt"),
    "uncle": marked("uncle"),
    "sibling": marked("brother or sister"),
    "other": marked("another adult"),
}
PHONE_STATES = {
    PhoneState.CONFIRMED: marked("confirmed"),
    PhoneState.UNCONFIRMED: marked("not confirmed yet"),
    PhoneState.WRONG_NUMBER: marked("wrong number, do not use"),
}
SPOKEN = {"zh-Hans": marked("Chinese"), "zh-Hant": marked("Chinese, perhaps Cantonese"), "en": marked("English")}
TOLD = frozenset({Kind.ANSWERED.value, Kind.PROMISE_MISSED.value})
SHORT = 8


@dataclass(frozen=True)
class Packet:
    """One concern with its events, for one reader."""

    session: Session
    pack: Pack
    reader: Reader
    concern: Concern
    events: Sequence[ConcernEvent]

    def facts(self) -> list[Fact]:
        """Everything the reader's role may know, what is needed first on top."""
        personal = self.reader.member.role.sees_families
        found = [
            self._child() if personal else None,
            self._infusions(),
            self._signs(),
            self._told(),
            self._siblings(),
            self._earlier(),
            self._awareness(),
        ]
        return [fact for fact in found if fact is not None]

    def about(self) -> str:
        """Whom it is about and since when, on one line."""
        opened = self.reader.say("opened %(moment)s", moment=self.reader.moment(self.concern.opened_at))
        child, at = self._participant(), self.concern.last_signal_at
        if child is None or not self.reader.member.role.sees_families:
            return opened
        since = infusions(self.session, child, self.pack, self.reader, at)
        whom = joined([age_and_sex(child, self.reader, at), *since[:1]], self.reader.language)
        return f"{whom}{DOT}{opened}"

    def _fact(self, name: str, lines: Sequence[str], links: Sequence[Link] = (), style: str = "") -> Fact:
        return Fact(self.reader.say(name), lines, links, style)

    def _participant(self) -> Child | None:
        return families.child_with_code(self.session, self.concern.child_code) if self.concern.child_code else None

    def callbacks(self) -> list[Callback]:
        """Whom to phone, guardians first; nobody for whoever reads by code only."""
        if not self.reader.member.role.sees_families:
            return []
        found = [self._number(self.concern.sender, self.reader.say("unknown phone"))] if self.concern.sender else []
        if self.concern.family_id is not None:
            found += [self._adult(adult) for adult in families.caregivers_of(self.session, self.concern.family_id)]
        return found

    def _adult(self, adult: Caregiver) -> Callback:
        phone = families.phone_by_id(self.session, adult.phone_id)
        state = self.reader.say(PHONE_STATES[families.phone_state(self.session, phone.id)])
        relation = self.reader.say(RELATIONS.get(adult.relation, adult.relation))
        who = relation if adult.called == relation else f"{relation} {adult.called}"
        spoken = self.reader.say(SPOKEN[adult.language.value])
        about = self.reader.say("%(who)s, speaks %(spoken)s; %(state)s", who=who, spoken=spoken, state=state)
        return self._number(phone.number, about)

    def _number(self, number: str, about: str) -> Callback:
        return Callback(spaced(number), number, about)

    def _child(self) -> Fact:
        child = self._participant()
        if child is None:
            return self._fact(marked("Child"), [self.reader.say("It is not known which child.")])
        at = self.concern.last_signal_at
        called = self.reader.say("called %(name)s", name=child.called)
        return self._fact(marked("Child"), [age_and_sex(child, self.reader, at), called])

    def _infusions(self) -> Fact | None:
        child = self._participant()
        if child is None:
            return None
        said = infusions(self.session, child, self.pack, self.reader, self.concern.last_signal_at)
        return self._fact(marked("Infusions"), [*said] or [self.reader.say("none yet")])

    def _signs(self) -> Fact | None:
        signals = [event for event in self.events if event.kind == Kind.SIGNAL.value]
        names = {sign.key: sign.name.in_(self.reader.language) for sign in self.pack.listening.signs}
        keys = dict.fromkeys(key for event in signals for key in event.facts.get("signs", "").split(",") if key)
        between = ", " if self.reader.language.value == "en" else "、"
        said = between.join(names.get(key, key) for key in keys)
        rules = dict.fromkeys(self._rule(event) for event in signals)
        return self._fact(
            marked("Signs"), [said or self.reader.say("none of the study's lists"), *(rule for rule in rules if rule)]
        )

    def _rule(self, event: ConcernEvent) -> str:
        rule, version = event.facts.get("rule", ""), event.facts.get("version", "")
        if not rule:
            return ""
        level = self.reader.say(LEVELS[Urgency(event.facts["level"])])
        return self.reader.say(
            "%(level)s by rule %(rule)s, list version %(version)s", level=level, rule=rule, version=version[:SHORT]
        )

    def _told(self) -> Fact:
        lines: list[str] = []
        for event in self.events:
            if event.kind in TOLD:
                lines += [line for key in event.facts.get("messages", "").split(",") for line in self._message(key)]
        return self._fact(marked("The family was told"), lines or [self.reader.say("Nothing yet.")])

    def _message(self, message_id: str) -> list[str]:
        message = outbox.message(self.session, message_id) if message_id else None
        if message is None:
            return []
        status = status_words(message.status, self.reader.language)
        at = self.reader.moment(message.sent_at or message.created_at)
        said = self.reader.say("%(moment)s: %(status)s", moment=at, status=status)
        return [message.body, said] if self.reader.member.role.sees_families else [said]

    def _siblings(self) -> Fact | None:
        if self.concern.family_id is None:
            return None
        others = [
            child.code
            for child in families.children_of(self.session, self.concern.family_id)
            if child.code != self.concern.child_code
        ]
        return self._fact(marked("Siblings in the study"), [", ".join(others)]) if others else None

    def _earlier(self) -> Fact | None:
        if self.concern.family_id is None:
            return None
        links = [
            Link(
                each.number,
                self.reader.say(
                    "%(number)s, %(level)s, %(moment)s",
                    number=each.number,
                    level=level_tag(self.reader, each.level).words,
                    moment=self.reader.moment(each.opened_at),
                ),
            )
            for each in queries.concerns_of(self.session, self.concern.stream)
            if each.number != self.concern.number
        ]
        return self._fact(marked("Other concerns"), [], links) if links else None

    def _awareness(self) -> Fact | None:
        return None
