"""Everything that happened to a family, from every room, as items of one timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.concerns import queries as concerns
from backend.concerns.models import State, TaskState
from backend.consent import queries as consent
from backend.console.concern_words import level_tag, state_tag
from backend.console.family_seen import Item
from backend.console.people import People
from backend.console.reader import Reader
from backend.console.seen import Tag
from backend.console.task_lines import TaskLines
from backend.console.words_lang import lang_of_words
from backend.diary import queries as diary
from backend.diary.models import Source
from backend.explain.words import reason_words, status_words
from backend.families.models import Child, Family, PauseKind
from backend.families.pause_queries import pause_facts
from backend.inbox import queries as inbox
from backend.inbox.leave_thanks import THANKED
from backend.languages import Language, day, marked
from backend.outbox.history_queries import decided_against, latest_messages
from backend.outbox.models import Message, Status
from backend.protocol.pack import Pack
from backend.schedule import queries as schedule
from backend.schedule.models import AnchorKind, Happening

MOST = 150
GONE_WRONG = (Status.UNDELIVERED, Status.FAILED, Status.EXPIRED, Status.BLOCKED)
HAPPENED = {
    Happening.BOOKED: (marked("%(visit)s booked for %(moment)s"), "check", ""),
    Happening.CONFIRMED: (marked("%(visit)s confirmed, %(moment)s"), "check", "go"),
    Happening.MOVE_ASKED: (marked("Another time asked for: %(visit)s"), "ask", "day"),
    Happening.ATTENDED: (marked("Came: %(visit)s"), "check", "go"),
    Happening.MISSED: (marked("Did not come: %(visit)s"), "off", "day"),
    Happening.CANCELED: (marked("Canceled by the hospital: %(visit)s"), "off", "not"),
}
WAYS = {
    "app": marked("in the app"),
    "page": marked("on the family page"),
    "sms": marked("by text"),
    "transcribed": marked("told by phone"),
}


@dataclass(frozen=True)
class Gathering:
    """Gathers one family's items for one reader."""

    session: Session
    family: Family
    children: Sequence[Child]
    reader: Reader
    pack: Pack
    people: People
    tasks: TaskLines

    @property
    def personal(self) -> bool:
        """Whether the reader's role may read what families and texts say."""
        return self.reader.member.role.sees_families

    def all(self) -> list[Item]:
        """Every item, the newest first."""
        rooms = (self.texts(), self.heard(), self.unsent(), self.visits(), self.anchors(), self.entries())
        more = (self.corrections(), self.excuses(), self.worries(), self.done(), self.facts())
        found = [item for room in (*rooms, *more) for item in room]
        return sorted(found, key=lambda item: item.when, reverse=True)

    def texts(self) -> Iterable[Item]:
        """Texts to the family, with how they fared."""
        for row in latest_messages(self.session, stream=self.family.code, limit=MOST):
            bad = row.status in GONE_WRONG
            yield Item(
                when=row.sent_at or row.created_at,
                part="messages",
                head=self.tasks.words.kind(row.kind),
                quote=row.body if self.personal else "",
                lang=row.language,
                ours=True,
                tag=self._fared(row),
                icon="off" if bad or row.status == Status.CANCELED else "mail",
                tone="not" if bad or row.status == Status.CANCELED else "",
                why=row.id,
            )

    def _fared(self, row: Message) -> Tag:
        words = status_words(row.status, self.reader.language)
        if row.reason:
            words = f"{words}: {reason_words(row.reason, self.reader.language)}"
        if row.status == Status.DELIVERED:
            return Tag(row.status, words, "ok", "check")
        return Tag(row.status, words, "due" if row.status in GONE_WRONG else "note")

    def heard(self) -> Iterable[Item]:
        """What the family wrote, by text or in the app."""
        for row in inbox.latest_texts(self.session, stream=self.family.code, limit=MOST):
            typed = row.caregiver_id is not None
            head = self.reader.say("The family wrote in the app") if typed else self.reader.say("The family texted")
            lang = "yue-Hans" if row.language == "yue" else lang_of_words(row.body)
            quote = row.body if self.personal else ""
            tag = self._left() if row.outcome == THANKED else None
            yield Item(row.received_at, "messages", head, quote=quote, lang=lang, tag=tag, icon="talk")

    def _left(self) -> Tag:
        return Tag("thanked", self.reader.say("Only thanks: nobody needs to answer"), "note")

    def unsent(self) -> Iterable[Item]:
        """What was due and decided against, with why."""
        for row in decided_against(self.session, stream=self.family.code, limit=MOST):
            head = self.reader.say("Not sent: %(kind)s", kind=self._rule(row.rule))
            why = reason_words(row.reason, self.reader.language)
            yield Item(row.at, "messages", head, more=why, icon="off", tone="not")

    def _rule(self, rule: str) -> str:
        kinds = {each.key: each.kind for each in self.pack.schedules[-1].reminders}
        return self.tasks.words.kind(kinds.get(rule, rule))

    def visits(self) -> Iterable[Item]:
        """What happened to visits."""
        codes = {child.id: child.code for child in self.children}
        for row in schedule.visit_facts(self.session, list(codes)):
            text, icon, tone = HAPPENED[Happening(row.kind)]
            moment = self.reader.moment(row.appointment_at) if row.appointment_at else ""
            head = self.reader.say(text, visit=self.tasks.words.visit(row.visit), moment=moment)
            note = row.note or "" if self.personal else ""
            more = self._by(row.by, note, self._child(codes[row.child_id]))
            yield Item(row.recorded_at, "visits", head, more=more, icon=icon, tone=tone)

    def anchors(self) -> Iterable[Item]:
        """Dates that visits count from, as they became known."""
        for child in self.children:
            for row in schedule.anchor_facts(self.session, child.id):
                on = day(row.happened_on, self.reader.language, year=True) if row.happened_on else ""
                text = marked("Date set: %(anchor)s, %(on)s")
                if row.kind == AnchorKind.NEVER:
                    text = marked("Date set: %(anchor)s never comes")
                head = self.reader.say(text, anchor=anchor_name(self.pack, row.anchor, self.reader.language), on=on)
                reason = row.reason if self.personal else ""
                yield Item(
                    row.recorded_at,
                    "visits",
                    head,
                    more=self._by(row.by, reason, self._child(child.code)),
                    icon="level",
                )

    def entries(self) -> Iterable[Item]:
        """Diary entries."""
        for child in self.children:
            for row in diary.entries_of(self.session, child.id, limit=MOST):
                instrument = self.pack.instruments.get(row.instrument)
                name = instrument.name.in_(self.reader.language) if instrument else row.instrument
                on = day(row.due_on, self.reader.language) if row.due_on else ""
                gap = ", " if self.reader.language is Language.EN else "，"
                head = gap.join(part for part in (name, on, self.reader.say(WAYS[row.source])) if part)
                told = row.source == Source.TRANSCRIBED
                more = self._by(row.by, self._child(child.code)) if told else self._child(child.code)
                yield Item(row.received_at, "diary", head, more=more, icon="pen", link=self._entry(row.id))

    def corrections(self) -> Iterable[Item]:
        """Entries that were corrected."""
        for child in self.children:
            for key, entry_id, by, at in diary.corrections_of(self.session, child.id, limit=MOST):
                instrument = self.pack.instruments.get(key)
                name = instrument.name.in_(self.reader.language) if instrument else key
                head = self.reader.say("Corrected: %(diary)s", diary=name)
                more = self._by(by, self._child(child.code))
                yield Item(at, "diary", head, more=more, icon="pen", link=self._entry(entry_id))

    def _entry(self, entry_id: str) -> str:
        return f"/console/families/{self.family.code}/entries/{entry_id}"

    def excuses(self) -> Iterable[Item]:
        """Days on which no diary was expected, with why."""
        for child in self.children:
            for row in diary.excuses_of(self.session, child.id):
                text = marked("Days excused from the diary") if not row.takes_back else marked("An excuse taken back")
                note = row.note if self.personal else ""
                more = self._by(row.by, note, self._child(child.code))
                yield Item(row.recorded_at, "diary", self.reader.say(text), more=more, icon="off")

    def worries(self) -> Iterable[Item]:
        """Concerns, when they were opened."""
        for row in concerns.concerns_of(self.session, self.family.code):
            head = self.reader.say("Concern %(number)s, %(code)s", number=row.number, code=row.code)
            tone = {"emergency": "now", "urgent": "day"}.get(row.level, "")
            stands = state_tag(self.reader, row.state, self.people.name(row.holder))
            yield Item(
                row.opened_at,
                "concerns",
                head,
                more=level_tag(self.reader, row.level).words,
                tag=stands,
                icon="bell",
                tone=tone if row.state != State.RESOLVED else "go",
                link=f"/console/concerns/{row.number}",
            )

    def done(self) -> Iterable[Item]:
        """What staff did about tasks."""
        for task in concerns.latest_tasks(self.session, stream=self.family.code, limit=MOST):
            if task.state != TaskState.DONE.value or task.done_at is None:
                continue
            told = self.tasks.done(task)
            gap = ": " if self.reader.language is Language.EN else "："
            note = task.note or "" if self.personal else ""
            yield Item(
                task.done_at,
                "calls",
                f"{told.head}{gap}{told.outcome}",
                more=self._by(task.done_by or "", note),
                icon="phone",
            )

    def facts(self) -> Iterable[Item]:
        """Consents and pauses."""
        for child in self.children:
            for fact in consent.facts_of(self.session, child.id):
                text = marked("Consent given") if fact.kind == "consented" else marked("Withdrew from the study")
                yield Item(
                    fact.happened_at, "visits", self.reader.say(text), more=self._child(child.code), icon="check"
                )
        for row in pause_facts(self.session, self.family.id):
            text = marked("Paused: reminders stop") if row.kind is PauseKind.PAUSED else marked("Reminders go on")
            more = self._by(row.by, row.reason if self.personal else "")
            yield Item(row.happened_at, "visits", self.reader.say(text), more=more, icon="off")

    def _child(self, code: str) -> str:
        return code if len(self.children) > 1 else ""

    def _by(self, by: str, *more: str) -> str:
        gap = ". " if self.reader.language is Language.EN else "。"
        name = self.people.name("family" if by.startswith(("caregiver:", "phone:")) else by)
        return gap.join(part for part in (name, *more) if part)


def anchor_name(pack: Pack, key: str, language: Language) -> str:
    """How the study calls a date that visits count from."""
    found: Mapping[str, str] = {each.key: each.name.in_(language) for each in pack.schedules[-1].anchors}
    return found.get(key, key)
