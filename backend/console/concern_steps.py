"""The timeline of a concern: every step in words, with whom and when."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from backend.concerns.miss_promise import AFTER_DEATH
from backend.concerns.models import GO_ON, STAY, UNREACHED, ConcernEvent, Kind
from backend.concerns.shown import SCREEN
from backend.concerns.who_died import NOBODY
from backend.console.about import joined
from backend.console.concern_words import TONES, level_words, outcome_words, quote_lang, source_words
from backend.console.people import People
from backend.console.reader import Reader
from backend.console.seen import Step
from backend.explain.words import reason_words
from backend.languages import marked
from backend.triage.understanding import Urgency

HAN = re.compile(r"[\u4e00-\u9fff]")
SENT_BEFORE = "sent-before"
WRITTEN_LATE = timedelta(minutes=5)
"""Later than this after an act, its record says when it was made: the steps stand in the order of the records."""


@dataclass(frozen=True)
class Telling:
    """Tells events to one reader."""

    reader: Reader
    people: People
    pages: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def steps(self, events: Iterable[ConcernEvent]) -> list[Step]:
        """Every step, the newest first."""
        return [self.step(event) for event in events][::-1]

    def step(self, event: ConcernEvent) -> Step:
        """One step."""
        kind = Kind(event.kind)
        head = HEADS[kind](self, event)
        icon, tone = DRAWN.get(kind, ("pen", ""))
        if kind is Kind.ANSWERED and not_answered(self.reader, event):
            icon, tone = DRAWN[Kind.PAGE_FAILED]
        if kind is Kind.SIGNAL:
            tone = TONES.get(Urgency(event.facts["level"]), "")
        if kind is Kind.CALLED and event.facts.get("reached") != "yes":
            tone = "not"
        return Step(
            at=self.reader.moment(event.happened_at),
            head=head,
            by=self._by(kind, event),
            more=(event.words or "") if self.reader.member.role.sees_families else "",
            lang=lang_of(event),
            icon=icon,
            tone=tone,
        )

    def _by(self, kind: Kind, event: ConcernEvent) -> str:
        if kind in OWN_WORDS:
            return ""
        late = event.recorded_at - event.happened_at >= WRITTEN_LATE
        noted = self.reader.say("noted %(moment)s", moment=self.reader.moment(event.recorded_at)) if late else ""
        return joined([self.people.name(event.by), noted], self.reader.language)

    def plain(self, text: str) -> str:
        """A head that says the same of every such event."""
        return self.reader.say(text)

    def signal(self, event: ConcernEvent) -> str:
        """Where a worry came from, and its level."""
        level = level_words(self.reader, event.facts["level"])
        return self.reader.say("%(level)s: %(source)s", level=level, source=source_words(self.reader, event.facts))

    def answered(self, event: ConcernEvent) -> str:
        """Whether the family was answered: a stopped phone gets nothing."""
        if event.facts.get(SCREEN):
            return self.reader.say("The family's screen said what to do")
        return not_answered(self.reader, event) or self.reader.say("The family was answered")

    def promise_missed(self, event: ConcernEvent) -> str:
        """That a promised call had not come, and whether anybody could be told."""
        if was_told(event) and is_mourning_told(event):
            return self.reader.say("The promised call had not come; the family was told that we are sorry")
        if was_told(event):
            return self.reader.say("The promised call had not come; the family was told where to go now")
        return self.reader.say("The promised call had not come, and the family could not be told")

    def paged(self, event: ConcernEvent) -> str:
        """Whom a page went to."""
        to = self.people.joined(event.facts.get("to", ""), self.reader)
        return self.reader.say("%(who)s was paged", who=to) if to else self.reader.say("There was nobody to page")

    def page_failed(self, event: ConcernEvent) -> str:
        """Whom a page did not reach."""
        to = self.people.joined(self.pages.get((event.facts["demand"], event.facts["step"]), ""), self.reader)
        return self.reader.say("The page to %(who)s was not delivered", who=to)

    def called(self, event: ConcernEvent) -> str:
        """A call."""
        reached = event.facts.get("reached") == "yes"
        return (
            self.reader.say("Spoke with the family by phone")
            if reached
            else self.reader.say("Phoned; nobody answered")
        )

    def level(self, event: ConcernEvent) -> str:
        """From which level to which."""
        was, level = (level_words(self.reader, event.facts[name]) for name in ("was", "level"))
        return self.reader.say("Level changed from %(was)s to %(level)s", was=was, level=level)

    def waived(self, event: ConcernEvent) -> str:
        """Why a promised call is not made."""
        if event.facts["because"] == UNREACHED:
            return self.reader.say("No call is made: the family cannot be reached in any way")
        return self.reader.say("No call is made: the family knows that nobody phones")

    def handed(self, event: ConcernEvent) -> str:
        """To whom it was handed."""
        return self.reader.say("Handed over to %(who)s", who=self.people.name(event.facts["to"]))

    def noted(self, event: ConcernEvent) -> str:
        """A note, or what was decided about the family's texts."""
        texts, died = event.facts.get("texts", ""), event.facts.get("died", "").replace(NOBODY, "")
        if died and texts == STAY:
            return self.reader.say("Stays paused; the reminders of %(code)s have ended", code=died)
        if died:
            return self.reader.say("Reminders go on; those of %(code)s have ended", code=died)
        heads = {STAY: marked("Paused: reminders stop"), GO_ON: marked("Reminders go on")}
        return self.reader.say(heads.get(texts, marked("Note")))

    def resolved(self, event: ConcernEvent) -> str:
        """What came of it."""
        return self.reader.say("Closed: %(outcome)s", outcome=outcome_words(self.reader, event.facts["outcome"]))

    def reopened(self, event: ConcernEvent) -> str:
        """That it is open, and whether a judgement was taken back with that."""
        if event.facts.get("events"):
            return self.reader.say("Opened again; its serious adverse event is to be reported after all")
        return self.reader.say("Opened again")

    def linked(self, event: ConcernEvent) -> str:
        """The report's reference."""
        return self.reader.say("Linked to report %(reference)s", reference=event.facts["reference"])


def not_answered(reader: Reader, event: ConcernEvent) -> str:
    """Why an answer did not go to the family; empty if it went."""
    why = event.facts.get("not_sent", "").removeprefix(SENT_BEFORE)
    return reader.say("The family was not answered: %(why)s", why=reason_words(why, reader.language)) if why else ""


def was_told(missed: ConcernEvent) -> bool:
    """Whether the family was told of a missed call on any of its phones."""
    return missed.facts.get("told") != "no"


def is_mourning_told(missed: ConcernEvent) -> bool:
    """Whether what it was told is said after a child's death: no word of where to go."""
    return missed.facts.get("kind") == AFTER_DEATH


def pages_by_step(events: Iterable[ConcernEvent]) -> dict[tuple[str, str], str]:
    """Whom each step of paging went to, by the demand and its number."""
    return {
        (event.facts["demand"], event.facts["step"]): event.facts.get("to", "")
        for event in events
        if event.kind == Kind.PAGED.value
    }


def lang_of(event: ConcernEvent) -> str:
    """The `lang` of what stands in an event: a family's as understood, else by its script."""
    said = event.facts.get("language", "")
    return quote_lang(said) if said else ("zh-Hans" if HAN.search(event.words or "") else "en")


def _always(text: str) -> Callable[[Telling, ConcernEvent], str]:
    return lambda telling, _: telling.plain(text)


HEADS: dict[Kind, Callable[[Telling, ConcernEvent], str]] = {
    Kind.SIGNAL: Telling.signal,
    Kind.ANSWERED: Telling.answered,
    Kind.PAGED: Telling.paged,
    Kind.PAGE_FAILED: Telling.page_failed,
    Kind.ACKNOWLEDGED: _always(marked("Taken up")),
    Kind.CALLED: Telling.called,
    Kind.PROMISE_MISSED: Telling.promise_missed,
    Kind.LEVEL_CHANGED: Telling.level,
    Kind.CALL_WAIVED: Telling.waived,
    Kind.HANDED_OVER: Telling.handed,
    Kind.VIEWED: _always(marked("Read")),
    Kind.RESOLVED: Telling.resolved,
    Kind.REOPENED: Telling.reopened,
    Kind.SAE_LINKED: Telling.linked,
    Kind.SAE_DISMISSED: _always(marked("Judged to be no serious adverse event")),
    Kind.SAE_RESUMED: _always(
        marked("It may be one after all: the time to report the serious adverse event runs on")
    ),
    Kind.NOTED: Telling.noted,
}
DRAWN = {
    Kind.SIGNAL: ("talk", ""),
    Kind.ANSWERED: ("mail", "go"),
    Kind.PAGED: ("bell", ""),
    Kind.PAGE_FAILED: ("off", "not"),
    Kind.ACKNOWLEDGED: ("check", "go"),
    Kind.CALLED: ("phone", "go"),
    Kind.PROMISE_MISSED: ("off", "now"),
    Kind.LEVEL_CHANGED: ("level", ""),
    Kind.CALL_WAIVED: ("phone", "not"),
    Kind.HANDED_OVER: ("hand", ""),
    Kind.VIEWED: ("eye", ""),
    Kind.RESOLVED: ("check", "go"),
    Kind.REOPENED: ("talk", "day"),
}
OWN_WORDS = frozenset({Kind.SIGNAL, Kind.ANSWERED, Kind.PAGED, Kind.PAGE_FAILED, Kind.PROMISE_MISSED})
"""Steps that nobody did by hand; who did the others stands beside them."""
