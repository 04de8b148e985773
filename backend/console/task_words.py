"""A task in words: what is to be done about whom, and why it is on the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from backend.concerns.escalate_by_hand import WHY as STEP_FAILED
from backend.concerns.models import Task, TaskKind
from backend.console.callers import RELATIONS
from backend.console.reader import Reader
from backend.explain.words import reason_words
from backend.languages import day, marked
from backend.outbox.enqueue import STAFF_NOTE
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack

HEADS: Mapping[TaskKind, str] = {
    TaskKind.BOOK_VISIT: marked("Book: %(visit)s"),
    TaskKind.REBOOK_VISIT: marked("Find another time: %(visit)s"),
    TaskKind.CALL_UNCONFIRMED: marked("No answer yet: %(visit)s, %(appointment)s"),
    TaskKind.CALL_MISSED: marked("Did not come: %(visit)s"),
    TaskKind.RECORD_RESULT: marked("Did they come? %(visit)s"),
    TaskKind.CALL_BACK: marked("The family asks for a call"),
    TaskKind.CALL_MADE: marked("A call to the family"),
    TaskKind.READ_MESSAGE: marked("A message to read"),
    TaskKind.READ_ENTRY: marked("A diary entry to read"),
    TaskKind.CALL_DIARY: marked("%(missed)s diaries left out in a row"),
    TaskKind.CONFIRM_PHONE: marked("Is this their number? (%(relation)s)"),
    TaskKind.WRONG_NUMBER: marked("A number is somebody else's"),
    TaskKind.OPTED_OUT: marked("A phone wants no more texts"),
    TaskKind.UNREACHABLE: marked("A phone cannot be reached"),
    TaskKind.NOT_SENT: marked("A text was not sent"),
    TaskKind.CALL_NOW: marked("A safety text did not arrive: phone now"),
    TaskKind.UNKNOWN_SENDER: marked("A text from a number no family has"),
    TaskKind.ROUTE_HALTED: marked("Texts are halted: %(route)s"),
    TaskKind.UNBLINDING_REQUEST: marked("The family asks what the child is given"),
    TaskKind.WITHDRAWAL_ASKED: marked("The family speaks of leaving the study"),
    TaskKind.ROTA_GAP: marked("Nobody is on call on %(day)s"),
    TaskKind.NOBODY_ON_CALL: marked("Nobody could be paged about concern %(concern)s"),
}
STEP_FAILED_HEAD = marked("A step of concern %(concern)s failed: look at it")
ENTRY_REASONS = {
    "too-late": marked("It came after its days had closed."),
    "outside-its-days": marked("It belongs to no day on which a diary was due."),
    "event": marked("The family reported an event."),
    "own-words": marked("The family wrote to us in it."),
    "unfinished-by-text": marked("Told by text and left unfinished: %(open)s."),
    "unclear-by-text": marked("Told by text and not understood twice."),
    "second-look-failed": marked("The second reading of the family's own words failed: please read them."),
}

REST = marked("whether all else is as usual")


@dataclass(frozen=True)
class TaskWords:
    """Tells tasks to one reader."""

    reader: Reader
    pack: Pack

    def head(self, task: Task) -> str:
        """What is to be done."""
        facts = task.facts
        return self.reader.say(
            STEP_FAILED_HEAD if facts.get("why") == STEP_FAILED else HEADS[TaskKind(task.kind)],
            visit=self.visit(facts.get("visit", "")),
            appointment=self._moment(facts.get("appointment", "")),
            missed=facts.get("missed", ""),
            relation=self.reader.say(RELATIONS.get(facts.get("relation", ""), "unknown phone")),
            route=facts.get("route", ""),
            day=self._day(facts.get("day", "")),
            concern=facts.get("concern", ""),
        )

    def why(self, task: Task) -> list[str]:
        """Why it is on the list, a sentence each."""
        tell = WHYS.get(TaskKind(task.kind))
        said = tell(self, task.facts) if tell else ""
        return [said] if said else []

    def visit(self, key: str) -> str:
        """How the study calls a visit."""
        if not key:
            return ""
        today = self.reader.now.astimezone(self.reader.zone).date()
        return self.pack.visit(key, self.pack.schedule_on(today)).short.in_(self.reader.language)

    def kind(self, kind: str) -> str:
        """What a text is for."""
        if kind == STAFF_NOTE:
            return self.reader.say("written by the team")
        wording = self.pack.wordings.get(kind)
        return wording.purpose.in_(self.reader.language) if wording else kind

    def window(self, facts: Mapping[str, str]) -> str:
        """Why a visit is to be booked."""
        opens, _, closes = facts.get("window", "").partition("/")
        if not closes:
            return ""
        anchor = next((each for each in self.pack.schedules[-1].anchors if each.key == facts.get("anchor")), None)
        return self.reader.say(
            "May fall from %(opens)s to %(closes)s, counted from %(anchor)s, %(on)s.",
            opens=self._day(opens),
            closes=self._day(closes),
            anchor=anchor.name.in_(self.reader.language) if anchor else facts.get("anchor", ""),
            on=self._day(facts.get("anchor_on", "")),
        )

    def rebook(self, facts: Mapping[str, str]) -> str:
        """Why a visit needs another time."""
        return self.window(facts) or self.reader.say("The family asked for another time.")

    def unconfirmed(self, facts: Mapping[str, str]) -> str:
        """Why a family is phoned before a visit."""
        del facts
        return self.reader.say("The texts asked them to confirm; nobody has answered.")

    def after(self, facts: Mapping[str, str]) -> str:
        """An appointment that has passed."""
        return self.reader.say("The appointment was %(moment)s.", moment=self._moment(facts.get("appointment", "")))

    def entry(self, facts: Mapping[str, str]) -> str:
        """Why somebody has to read an entry."""
        instrument = self.pack.instruments.get(facts.get("instrument", ""))
        name = instrument.name.in_(self.reader.language) if instrument else ""
        reason = ENTRY_REASONS.get(facts.get("reason", ""))
        said = self.reader.say(reason, open=self._questions(instrument, facts.get("open", ""))) if reason else ""
        on = self._day(facts.get("due_on", ""))
        joiner = ", " if self.reader.language.value == "en" else "，"
        named = joiner.join(part for part in (name, on) if part)
        gap = ". " if self.reader.language.value == "en" else "。"
        return gap.join(part for part in (named, said) if part)

    def left_out(self, facts: Mapping[str, str]) -> str:
        """Which diaries were left out."""
        instrument = self.pack.instruments.get(facts.get("instrument", ""))
        return self.reader.say(
            "%(name)s, %(since)s to %(until)s.",
            name=instrument.name.in_(self.reader.language) if instrument else facts.get("instrument", ""),
            since=self._day(facts.get("since", "")),
            until=self._day(facts.get("until", "")),
        )

    def unsure_phone(self, facts: Mapping[str, str]) -> str:
        """Why a number is checked."""
        del facts
        return self.reader.say("Until it is confirmed, nothing about the child goes there.")

    def failed(self, facts: Mapping[str, str]) -> str:
        """Which text failed, and why."""
        kind = self.kind(facts.get("kind", ""))
        reason = facts.get("reason", "") or facts.get("status", "")
        why = reason_words(reason, self.reader.language)
        if facts.get("code"):
            why = f"{why} ({facts['code']})"
        return self.reader.say("%(kind)s: %(why)s.", kind=kind, why=why)

    def halted(self, facts: Mapping[str, str]) -> str:
        """Why a route is halted."""
        return self.reader.say("The provider refuses with code %(code)s; IT must look.", code=facts.get("code", ""))

    def not_paged(self, facts: Mapping[str, str]) -> str:
        """What a step that failed means for whoever waits."""
        if facts.get("why") != STEP_FAILED:
            return ""
        return self.reader.say(
            "It is tried again every minute. Until it works, perhaps nobody is paged and the family hears nothing: "
            "phone them if they wait, and tell IT."
        )

    def hidden(self, facts: Mapping[str, str]) -> str:
        """What to say to whoever asks for what nobody may know."""
        del facts
        return self.reader.say("Nobody here knows or may guess it. Explain why, and hand a medical need to a doctor.")

    def _questions(self, instrument: Instrument | None, steps: str) -> str:
        """The questions of a diary that a text left open, by the steps' names."""
        texts = {item.key: item.text.in_(self.reader.language) for item in instrument.items} if instrument else {}
        asked = [texts.get(step.split(".")[0]) or self.reader.say(REST) for step in steps.split()]
        return (", " if self.reader.language.value == "en" else "；").join(each.rstrip("?？。. ") for each in asked)

    def _moment(self, text: str) -> str:
        return self.reader.moment(datetime.fromisoformat(text)) if text else ""

    def _day(self, text: str) -> str:
        return day(date.fromisoformat(text), self.reader.language) if text else ""


WHYS: Mapping[TaskKind, Callable[[TaskWords, Mapping[str, str]], str]] = {
    TaskKind.BOOK_VISIT: TaskWords.window,
    TaskKind.REBOOK_VISIT: TaskWords.rebook,
    TaskKind.CALL_UNCONFIRMED: TaskWords.unconfirmed,
    TaskKind.CALL_MISSED: TaskWords.after,
    TaskKind.RECORD_RESULT: TaskWords.after,
    TaskKind.READ_ENTRY: TaskWords.entry,
    TaskKind.CALL_DIARY: TaskWords.left_out,
    TaskKind.CONFIRM_PHONE: TaskWords.unsure_phone,
    TaskKind.UNREACHABLE: TaskWords.failed,
    TaskKind.NOT_SENT: TaskWords.failed,
    TaskKind.CALL_NOW: TaskWords.failed,
    TaskKind.ROUTE_HALTED: TaskWords.halted,
    TaskKind.NOBODY_ON_CALL: TaskWords.not_paged,
    TaskKind.UNBLINDING_REQUEST: TaskWords.hidden,
}
