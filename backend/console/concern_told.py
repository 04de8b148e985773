"""What a family told of onset, medicines given, allergies and when to phone: its own words, each with its day.

From the concern's words, other texts of the family and the child's diary; what nobody told is said to be not told.
Where it is not known which child, the diary of each that it may be about is told, with whose it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns.models import Source
from backend.concerns.packet import Packet
from backend.console.reader import Reader
from backend.console.seen import Fact
from backend.diary import queries as diary
from backend.diary.answer_words import answer_words, with_questions
from backend.diary.offer import form_of
from backend.diary.versions import answers_of, newest
from backend.families import queries as families
from backend.families.models import Child
from backend.inbox import queries as inbox
from backend.languages import marked
from backend.protocol.items import FreeText
from backend.protocol.offered import all_offered
from backend.protocol.pack import Pack
from backend.triage.quote import ONSET, Quoter, compile_quoter

MATTERS = {
    "onset": marked("When it began"),
    "medicines": marked("Medicines given"),
    "allergies": marked("Allergies"),
    "call-at": marked("Best time to phone"),
}
WAYS = {Source.ENTRY.value: marked("diary"), Source.STAFF.value: marked("written down by staff")}
BEFORE = timedelta(days=2)
"""How long before the concern a beginning or a medicine may belong to it; the others hold until told otherwise."""
LASTING = frozenset({"allergies", "call-at"})
MOST_TEXTS, MOST_ENTRIES, MOST_LINES = 100, 30, 4


@dataclass(frozen=True)
class Told:
    """Some words on a matter: when they came and where; `code` of whose diary, where that is not plain."""

    matter: str
    words: str
    at: datetime
    way: str
    code: str = ""


@dataclass(frozen=True)
class Teller:
    """Gathers for one packet and reader."""

    session: Session
    pack: Pack
    reader: Reader
    packet: Packet

    def facts(self) -> list[Fact]:
        """One line of facts a matter, the newest words first."""
        since = self.packet.concern.opened_at - BEFORE
        told = sorted(self._all(), key=lambda each: each.at, reverse=True)
        found: dict[str, list[Told]] = {matter: [] for matter in MATTERS}
        for each in told:
            if each.matter in LASTING or each.at >= since:
                found[each.matter].append(each)
        return [self._fact(matter, rows) for matter, rows in found.items()]

    def _fact(self, matter: str, rows: Sequence[Told]) -> Fact:
        lines = {self._line(each): each.code for each in rows}
        of_each: Counter[str] = Counter()
        shown = []
        for line, code in lines.items():
            of_each[code] += 1
            if of_each[code] <= MOST_LINES:  # one child's many lines hide no other's
                shown.append(line)
        return Fact(self.reader.say(MATTERS[matter]), shown or [self.reader.say("not told")], (), "")

    def _line(self, told: Told) -> str:
        say = self.reader.say
        way = say("diary of %(code)s", code=told.code) if told.code else say(told.way)
        return say("%(words)s (%(way)s, %(moment)s)", words=told.words, way=way, moment=self.reader.moment(told.at))

    def _all(self) -> Iterator[Told]:
        quoter = compile_quoter(self.pack)
        yield from self._in_texts(quoter)
        several = len(self.packet.children) > 1
        for each in self.packet.children:
            child = families.child_by_code(self.session, each.code)
            for told in self._in_diary(child, quoter):
                yield replace(told, code=child.code) if several else told

    def _in_texts(self, quoter: Quoter) -> Iterator[Told]:
        """When it began only by what raised the concern: another text may be about anything."""
        for said in self.packet.said:
            code = said.child if said.source == Source.ENTRY and len(self.packet.children) > 1 else ""
            told = _quoted(quoter.quotes(said.words), said.at, WAYS.get(said.source, marked("text")))
            yield from (replace(each, code=code) for each in told)
        rows = inbox.latest_texts(self.session, stream=self.packet.concern.stream, limit=MOST_TEXTS)
        raised = {said.words for said in self.packet.said}
        for row in rows if self.packet.concern.family_id else []:
            if row.body not in raised:
                more = _quoted(quoter.quotes(row.body), row.received_at, marked("text"))
                yield from (each for each in more if each.matter != ONSET)

    def _in_diary(self, child: Child, quoter: Quoter) -> Iterator[Told]:
        entries = diary.entries_of(self.session, child.id, limit=MOST_ENTRIES)
        versions = diary.versions_of(self.session, [each.id for each in entries])
        forms = all_offered(self.pack, live=False)
        for entry in entries:
            held = newest(versions[entry.id])
            form = form_of(self.session, forms, entry.instrument, held.instrument_version)
            for item, answer in with_questions(form, answers_of(held)):
                words = answer_words(item, answer, self.reader.language)
                if item.tells is not None and answer.meant is not None and not answer.as_usual:
                    asked = item.text.in_(self.reader.language)
                    yield Told(item.tells, f"{asked} {words}", entry.counts_at, marked("diary"))
                elif isinstance(item, FreeText):
                    yield from _quoted(quoter.quotes(words), entry.counts_at, marked("diary"))


def _quoted(quotes: Mapping[str, Sequence[str]], at: datetime, way: str) -> Iterator[Told]:
    for matter, clauses in quotes.items():
        for clause in clauses:
            yield Told(matter, f"“{clause}”", at, way)
