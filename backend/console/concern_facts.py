"""The packet beside a concern: what a person must know before they phone, each fact with where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.models import Concern
from backend.concerns.packet import Callback as CallbackFacts
from backend.concerns.packet import Packet, SaeLimit, Said
from backend.concerns.sae_clocks import SaeClock
from backend.console.about import DOT, age_and_sex, infusions, joined
from backend.console.callers import PHONE_STATES, RELATIONS, SPOKEN, who_is
from backend.console.concern_exchanged import Exchanged
from backend.console.concern_told import Teller
from backend.console.concern_words import level_tag, level_words, sign_words
from backend.console.reader import Reader
from backend.console.report_form import event_words
from backend.console.seen import Callback, Fact, Link
from backend.families import queries as families
from backend.families.models import Child
from backend.families.phone_numbers import spaced
from backend.families.phone_queries import phone_by_number, phone_state
from backend.inbox.read_by_hand import NOT_READ
from backend.languages import marked
from backend.protocol.pack import Pack

SHORT = 8
MODEL = "model "


@dataclass(frozen=True)
class Sheet:
    """One concern's packet, for one reader."""

    session: Session
    pack: Pack
    reader: Reader
    packet: Packet

    @property
    def concern(self) -> Concern:
        """The concern itself."""
        return self.packet.concern

    def facts(self) -> list[Fact]:
        """Everything the reader's role may know, what is needed first on top."""
        personal = self.reader.member.role.sees_families
        exchanged = Exchanged(self.session, self.reader, self.packet)
        found = [
            self._child() if personal else None,
            self._infusions(),
            self._signs(),
            *(Teller(self.session, self.pack, self.reader, self.packet).facts() if personal else []),
            exchanged.told(),
            exchanged.since() if personal else None,
            self._siblings(),
            self._earlier(),
            *(self._awareness(each) for each in self.packet.sae),
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
        """Whom to phone, whoever wrote first; nobody for whoever reads by code only."""
        if not self.reader.member.role.sees_families:
            return []
        return [self._callback(each) for each in self.packet.callbacks]

    def _callback(self, each: CallbackFacts) -> Callback:
        known = each.relation in RELATIONS
        who = who_is(self.reader, each.relation, each.who) if known else self.reader.say("unknown phone")
        parts = [
            self.reader.say("%(who)s, speaks %(spoken)s", who=who, spoken=self.reader.say(SPOKEN[each.language])),
            self.reader.say("wrote this") if each.wrote else "",
            self.reader.say("cannot be texted, phone") if each.cannot_text else "",
            self._phone_state(each.number),
        ]
        return Callback(spaced(each.number), each.number, joined(parts, self.reader.language))

    def _phone_state(self, number: str) -> str:
        phone = phone_by_number(self.session, number)
        return self.reader.say(PHONE_STATES[phone_state(self.session, phone.id)]) if phone else ""

    def _child(self) -> Fact:
        child = self._participant()
        if child is None:
            return self._fact(marked("Child"), [self.reader.say("It is not known which child."), *self._possible()])
        at = self.concern.last_signal_at
        called = self.reader.say("called %(name)s", name=child.called)
        return self._fact(marked("Child"), [age_and_sex(child, self.reader, at), called])

    def _possible(self) -> list[str]:
        """Each child it may be about, as whoever phones must know them all."""
        at, lines = self.concern.last_signal_at, []
        for each in self.packet.children:
            child = families.child_by_code(self.session, each.code)
            called = self.reader.say("called %(name)s", name=child.called)
            since = infusions(self.session, child, self.pack, self.reader, at)
            about = joined([called, age_and_sex(child, self.reader, at), *since[:1]], self.reader.language)
            lines.append(self.reader.say("%(code)s: %(about)s", code=each.code, about=about))
        return lines

    def _infusions(self) -> Fact | None:
        child = self._participant()
        if child is None:
            return None
        said = infusions(self.session, child, self.pack, self.reader, self.concern.last_signal_at)
        return self._fact(marked("Infusions"), [*said] or [self.reader.say("none yet")])

    def _signs(self) -> Fact:
        keys = dict.fromkeys(key for said in self.packet.said for key in said.signs)
        found = sign_words(keys, self.pack, self.reader)
        rules = dict.fromkeys(self._rule(said) for said in self.packet.said if said.rule)
        return self._fact(marked("Signs"), [found or self.reader.say("none of the study's lists"), *rules])

    def _rule(self, said: Said) -> str:
        if said.rule == NOT_READ:
            return self.reader.say("No program could read these words: read them yourself, and phone.")
        level, version = level_words(self.reader, said.level.value), said.version[:SHORT]
        if said.rule.startswith(MODEL):
            model = said.rule.removeprefix(MODEL)[:SHORT]
            return self.reader.say("%(level)s by a second reading (model %(model)s)", level=level, model=model)
        sign = sign_words([said.rule], self.pack, self.reader)
        text = marked("%(level)s by the sign “%(sign)s”, list version %(version)s")
        return self.reader.say(text, level=level, sign=sign, version=version)

    def _siblings(self) -> Fact | None:
        if self.concern.family_id is None or self.concern.child_code is None:
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

    def _awareness(self, sae: SaeLimit) -> Fact:
        moments = (
            (marked("family sent it %(moment)s"), sae.clock.sent_at),
            (marked("we had it %(moment)s"), sae.clock.received_at),
            (marked("staff knew %(moment)s"), sae.clock.aware_at),
            (marked("outer limit %(moment)s"), sae.limit),
        )
        lines = [self.reader.say(words, moment=self.reader.moment(at)) for words, at in moments if at is not None]
        what = f"{event_words(sae.clock, self.pack, self.reader)}{DOT}{self._ended(sae.clock)}"
        return self._fact(marked("Serious adverse event?"), [what, DOT.join(lines)])

    def _ended(self, clock: SaeClock) -> str:
        if clock.reference:
            return self.reader.say("report %(reference)s", reference=clock.reference)
        if clock.dismissed_at is not None:
            return self.reader.say("judged to be none %(moment)s", moment=self.reader.moment(clock.dismissed_at))
        return self.reader.say("no report linked yet")
