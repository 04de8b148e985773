"""One diary entry for staff: what it says, each version with who wrote it, when it was told, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.concerns import queries as concerns
from backend.concerns.models import State
from backend.console.concern_words import level_tag, state_tag
from backend.console.family_items import WAYS
from backend.console.people import People
from backend.console.reader import Reader
from backend.console.seen import Tag
from backend.diary import queries as diary
from backend.diary.answer_words import answer_words, with_questions
from backend.diary.consider import Desk
from backend.diary.models import Entry, EntryVersion, Source
from backend.diary.offer import form_of, offered
from backend.diary.state import Timing, timing_of
from backend.diary.submission import Writer
from backend.diary.tell import again
from backend.diary.versions import answers_of, newest
from backend.diary.window_queries import window_with_id
from backend.families.models import Child, Family
from backend.languages import day, marked
from backend.protocol.instruments import Instrument
from backend.protocol.items import FreeText
from backend.protocol.pack import Pack

TIMINGS = {
    Timing.ON_TIME: marked("in its time"),
    Timing.LATE: marked("late"),
    Timing.TOO_LATE: marked("after its days had closed"),
    Timing.EARLY: marked("before its time"),
}
OWN_WORDS = marked("(the family's own words)")


@dataclass(frozen=True)
class Worry:
    """A concern that an entry was raised as."""

    number: int
    level: Tag
    state: Tag


@dataclass(frozen=True)
class VersionShown:
    """One version. `lines` are questions with answers, `usual` what "as usual" said; `holds`: it counts now."""

    head: str
    told: str
    reason: str
    lines: Sequence[tuple[str, str]]
    usual: Sequence[str]
    holds: bool


@dataclass(frozen=True)
class EntryPage:
    """The page. `advice` is what the family is to be told, while nobody has settled the concern."""

    id: str
    code: str
    child: str
    name: str
    about: str
    versions: Sequence[VersionShown]
    worries: Sequence[Worry]
    advice: str
    may_correct: bool


@dataclass(frozen=True)
class Telling:
    """Tells one family's entries to one reader."""

    session: Session
    family: Family
    child: Child
    reader: Reader
    pack: Pack
    people: People
    live: bool

    def page(self, entry: Entry) -> EntryPage:
        """The page of an entry."""
        versions = diary.versions_of(self.session, [entry.id])[entry.id]
        held = newest(versions)
        worries = self._worries(versions)
        form = self._form(entry, held)
        role = self.reader.member.role
        return EntryPage(
            id=entry.id,
            code=self.family.code,
            child=self.child.code,
            name=form.name.in_(self.reader.language) if form else entry.instrument,
            about=self._about(entry),
            versions=[self._version(entry, each, holds=each is held) for each in reversed(versions)],
            worries=worries,
            advice=self._advice(entry, held) if role.may_act and any(not _is_over(each) for each in worries) else "",
            may_correct=role.may_act and form is not None and form.reporter != "child",
        )

    def _about(self, entry: Entry) -> str:
        say = self.reader.say
        window = window_with_id(self.session, entry.window_id) if entry.window_id else None
        timing = timing_of(window, entry.counts_at) if window else None
        if entry.source == Source.TRANSCRIBED:
            counted = say("counts as told by phone")
        else:
            counted = say(TIMINGS[timing]) if timing else say("outside the days on which it was due")
        on = day(entry.due_on, self.reader.language, year=True) if entry.due_on else ""
        return " · ".join(part for part in (on, counted) if part)

    def _form(self, entry: Entry, version: EntryVersion) -> Instrument | None:
        instruments = offered(self.pack, live=self.live)
        return form_of(self.session, instruments, entry.instrument, version.instrument_version)

    def _version(self, entry: Entry, row: EntryVersion, *, holds: bool) -> VersionShown:
        language, personal = self.reader.language, self.reader.member.role.sees_families
        pairs = with_questions(self._form(entry, row), answers_of(row))
        lines = []
        for item, answer in pairs:
            hidden = isinstance(item, FreeText) and not personal
            if not answer.as_usual:
                words = self.reader.say(OWN_WORDS) if hidden else answer_words(item, answer, language)
                lines.append((item.text.in_(language), words))
        usual = [item.usual.words.in_(language) for item, answer in pairs if answer.as_usual and item.usual]
        return VersionShown(
            self._head(row), self._told(row), row.reason if personal else "", lines, usual, holds=holds
        )

    def _head(self, row: EntryVersion) -> str:
        who = self.people.name("family" if row.by.startswith(("caregiver:", "phone:")) else row.by)
        text = marked("Written by %(who)s, %(way)s") if row.nth == 1 else marked("Corrected by %(who)s, %(way)s")
        return self.reader.say(text, who=who, way=self.reader.say(WAYS[row.source]))

    def _told(self, row: EntryVersion) -> str:
        told, came = self.reader.moment(row.recorded_at), self.reader.moment(row.received_at)
        text = (
            marked("told %(told)s, written down %(came)s")
            if row.source == Source.TRANSCRIBED
            else marked("written %(told)s, arrived %(came)s")
        )
        return self.reader.say(text, told=told, came=came)

    def _worries(self, versions: Sequence[EntryVersion]) -> list[Worry]:
        found = []
        for concern_id in dict.fromkeys(each.concern_id for each in versions if each.concern_id):
            row = concerns.concern_with_id(self.session, concern_id)
            if row is not None:
                stands = state_tag(self.reader, row.state, self.people.name(row.holder))
                found.append(Worry(row.number, level_tag(self.reader, row.level), stands))
        return found

    def _advice(self, entry: Entry, held: EntryVersion) -> str:
        advice = again(self.session, self._desk(), entry, held).advice
        return advice.text if advice is not None else ""

    def _desk(self) -> Desk:
        writer = Writer(self.reader.member.name, Source.TRANSCRIBED, self.reader.language)
        return Desk(self.child, self.family, writer, self.pack, self.live, self.reader.now)


def _is_over(worry: Worry) -> bool:
    return worry.state.key == State.RESOLVED.value
