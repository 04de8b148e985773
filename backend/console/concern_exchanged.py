"""What was said between a family and the study while a concern was open, beside what raised it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import Kind, State
from backend.concerns.packet import SHOWN, Packet, ToldFamily
from backend.console.about import joined
from backend.console.reader import Reader
from backend.console.seen import Fact
from backend.console.words_lang import lang_of_words
from backend.explain.words import reason_words, status_words
from backend.inbox import queries as inbox
from backend.triage.short_reply import Reading

MOST_SINCE, MOST_READ = 6, 100


@dataclass(frozen=True)
class Exchanged:
    """Gathers for one packet and reader."""

    session: Session
    reader: Reader
    packet: Packet

    def told(self) -> Fact:
        """What the family was told, and whether it arrived."""
        lines = [line for told in self.packet.told for line in self._said_to_family(told)]
        langs = {told.body: lang_of_words(told.body) for told in self.packet.told}
        said = lines or [self.reader.say("Nothing yet.")]
        return Fact(self.reader.say("The family was told"), said, langs=langs)

    def _said_to_family(self, told: ToldFamily) -> list[str]:
        outcome = self._outcome(told)
        said = [self.reader.say("%(moment)s: %(status)s", moment=self.reader.moment(told.at), status=outcome)]
        if told.promised is not None:
            said.append(self.reader.say("a call was promised by %(hour)s", hour=self.reader.moment(told.promised)))
        line = joined(said, self.reader.language)
        return [told.body, line] if told.body and self.reader.member.role.sees_families else [line]

    def _outcome(self, told: ToldFamily) -> str:
        if told.status == SHOWN:
            return self.reader.say("shown on their screen")
        if told.status:
            return status_words(told.status, self.reader.language)
        return self.reader.say("not sent: %(why)s", why=reason_words(told.not_sent, self.reader.language))

    def since(self) -> Fact | None:
        """What else the family wrote while the concern was open, the newest first: it may be better or worse."""
        if self.packet.concern.family_id is None:
            return None
        raised, opened, closed = (
            {said.reference for said in self.packet.said},
            self.packet.concern.opened_at,
            self._closed(),
        )
        rows = inbox.latest_texts(self.session, stream=self.packet.concern.stream, limit=MOST_READ)
        meant = [row for row in rows if row.id not in raised and row.reading != Reading.DIGIT.value]
        since = [row for row in meant if opened <= row.received_at <= closed]
        told = {self._quote(row.body, row.received_at): row.body for row in since[:MOST_SINCE]}
        langs = {line: lang_of_words(body) for line, body in told.items()}
        return Fact(self.reader.say("They wrote since"), list(told), langs=langs) if told else None

    def _closed(self) -> datetime:
        closed = [event.happened_at for event in self.packet.events if event.kind == Kind.RESOLVED.value]
        return closed[-1] if self.packet.standing.state is State.RESOLVED else self.reader.now

    def _quote(self, words: str, at: datetime) -> str:
        return self.reader.say("“%(words)s” (%(moment)s)", words=words, moment=self.reader.moment(at))
