"""A study pack in memory, and the one way to turn its wording into a message."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template, TemplateError

from backend.errors import NuanxinError
from backend.languages import Language
from backend.protocol.approvals import Approvable, Approvals, ApprovalState
from backend.protocol.calendar import Calendar
from backend.protocol.concerns import ConcernRules
from backend.protocol.documents import Document
from backend.protocol.instruments import Instrument
from backend.protocol.passages import GuideGroup, Passage
from backend.protocol.refusals import Refusals
from backend.protocol.routes import Variant
from backend.protocol.schedule import Offset, Schedule, VisitPlan, WindowPlan
from backend.protocol.signs import Listening
from backend.protocol.study import Study
from backend.protocol.text import Bilingual
from backend.protocol.variables import Variable
from backend.protocol.wording import MessageClass, Wording

TOGETHER = "visit-together"
SEVERAL = {"move": "change", "diary": "diary-of"}
"""What a digit means where several mean it: told apart by their place in the text that asked."""
NEVER_MISSING = {MessageClass.SAFETY: "safety text", MessageClass.STAFF_PAGE: "page to staff"}
DRAFT_MARK = Bilingual(zh_hans="〔草稿〕", en="(draft) ")
_templates = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)  # noqa: S701 - SMS


class WordingMissing(NuanxinError):  # noqa: N818 - reads as what is wrong
    """The pack has no such kind, or not for this variant."""

    type = "wording-missing"
    status_code = 500


class WordingUnapproved(NuanxinError):  # noqa: N818 - reads as what is wrong
    """Live mode may not send this wording yet."""

    type = "wording-unapproved"
    status_code = 409


class WordingBroken(NuanxinError):  # noqa: N818 - reads as what is wrong
    """A template asks for a value it was not given."""

    type = "wording-broken"
    status_code = 500


@dataclass(frozen=True)
class Rendered:
    """A text ready to send, with the version it came from and how that version stands."""

    body: str
    version: str
    state: ApprovalState
    reference: str | None


@dataclass(frozen=True)
class Choice:
    """The pieces of text to send now: their sources by place, version, state and approval reference."""

    sources: Mapping[str, str]
    version: str
    state: ApprovalState
    reference: str | None


@dataclass(frozen=True)
class Pack:
    """One study's pack, checked on loading."""

    root: Path
    study: Study
    schedules: tuple[Schedule, ...]
    wordings: Mapping[str, Wording]
    variables: Mapping[str, Variable]
    listening: Listening
    refusals: Refusals
    concerns: ConcernRules
    instruments: Mapping[str, Instrument]
    passages: Mapping[str, Passage]
    guide_groups: tuple[GuideGroup, ...]
    documents: Mapping[str, Document]
    approvals: Approvals

    @cached_property
    def calendar(self) -> Calendar:
        """Working days, with the pack's own corrections."""
        return Calendar(self.study.holidays)

    @property
    def consent_anchor(self) -> str:
        """The anchor that enrolment sets."""
        return self.study.consent_anchor

    def live_gaps(self) -> tuple[str, ...]:
        """Why live mode must not start: what only the site knows, and safety texts and pages never approved."""
        unapproved = [
            f"sms/{kind}.yaml: {kind} is a {NEVER_MISSING[wording.message_class]} and was never approved."
            for kind, wording in sorted(self.wordings.items())
            if wording.message_class in NEVER_MISSING and self.approvals.latest(kind) is None
        ]
        if self.approvals.latest(self.listening.kind) is None:
            unapproved.append("triage: the lists of signs were never approved.")
        return (*self.study.live_gaps(), *unapproved, *self._undecided())

    def _undecided(self) -> Iterator[str]:
        """What live mode would show while the site has yet to say what belongs into it."""
        guides = (("guides", topic, each) for topic, each in sorted(self.passages.items()))
        documents = (("consent", key, each) for key, each in sorted(self.documents.items()))
        for folder, name, each in chain[tuple[str, str, Passage | Document]](guides, documents):
            if each.site_decides and self.approvals.latest(each.kind) is not None:
                waits = "; ".join(gap.en for gap in each.site_decides)
                yield f"{folder}/{name}.yaml: {name} is approved, but the site has yet to decide: {waits}"

    @property
    def approvable(self) -> Mapping[str, Approvable]:
        """Everything an approval can be recorded for, by name: texts, instruments, guides, documents, the lists."""
        instruments = {each.kind: each for each in self.instruments.values()}
        passages = {each.kind: each for each in self.passages.values()}
        documents = {each.kind: each for each in self.documents.values()}
        lists: dict[str, Approvable] = {self.listening.kind: self.listening, self.refusals.kind: self.refusals}
        return {**self.wordings, **instruments, **passages, **documents, **lists}

    def schedule_on(self, day: date) -> Schedule:
        """The schedule in force on `day`."""
        in_force = [each for each in self.schedules if each.effective_on is None or each.effective_on <= day]
        return in_force[-1]

    def visit(self, key: str, schedule: Schedule) -> VisitPlan:
        """What the pack says of a visit; one outside the plan, or of an older schedule, is still described."""
        for each in (schedule, *reversed(self.schedules)):
            for visit in each.visits:
                if visit.key == key:
                    return visit
        extra = schedule.unscheduled
        return VisitPlan(
            key=key,
            name=extra.name,
            short=extra.short,
            anchor=self.consent_anchor,
            offset=Offset(),
            offset_basis="site-default",
            window=WindowPlan(before=0, after=0, basis="site-default"),
            samples=extra.samples,
        )

    def choose(self, kind: str, *, live: bool) -> Choice:
        """Which version to send. Raises WordingMissing or WordingUnapproved.

        Outside live mode the text as it stands. In live mode the approved one; if it was edited since, answers and
        safety texts go out as last approved, and reminders wait.
        """
        wording = self.wordings.get(kind)
        if wording is None:
            raise WordingMissing(f"The pack has no wording {kind!r}.")
        choice, state = self.choice_of(wording, live=live), self.approvals.state(wording)
        reminder_waits = (
            live and wording.message_class is MessageClass.SCHEDULED and state is not ApprovalState.APPROVED
        )
        if choice is None or reminder_waits:
            raise WordingUnapproved(f"{kind} is {state.value}: `nuanxin pack approve {kind}` records an approval.")
        return choice

    def choice_of(self, text: Wording | Passage, *, live: bool) -> Choice | None:
        """The text as it stands; in live mode as it was last approved, None if it never was."""
        state, latest = self.approvals.state(text), self.approvals.latest(text.kind)
        reference = latest.reference if latest is not None else None
        if not live or state is ApprovalState.APPROVED:
            return Choice(text.sources, text.version, state, reference)
        if latest is None:
            return None
        return Choice(latest.sources, latest.version, ApprovalState.APPROVED, reference)

    def render(
        self, kind: str, *, variant: Variant, language: Language, values: Mapping[str, object], live: bool
    ) -> Rendered:
        """The text with its signature, in `language`. Raises WordingMissing, WordingUnapproved, WordingBroken."""
        choice = self.choose(kind, live=live)
        text = piece(choice, kind, f"texts.{variant.value}", language, values)
        mark = DRAFT_MARK.in_(language) if choice.state is not ApprovalState.APPROVED else ""
        body = self.signed(mark + text, language)
        return Rendered(body, choice.version, choice.state, choice.reference)

    def render_line(self, kind: str, *, language: Language, values: Mapping[str, object], live: bool) -> str:
        """How a kind reads inside a joint text."""
        return piece(self.choose(kind, live=live), kind, "line", language, values)

    def fragment(self, name: str, *, language: Language, live: bool) -> str:
        """A piece that a joint text or a question is built from; it still holds its `{digit}` and `{n}`."""
        return piece(self.choose(TOGETHER, live=live), TOGETHER, f"fragments.{name}", language, {})

    def choices_in_words(
        self, options: Mapping[str, list[str]], language: Language, *, live: bool, joiner: str = ""
    ) -> str:
        """What each digit of an open question means, in words: used when an answer was not understood."""
        words = []
        for digit, meaning in sorted(options.items()):
            alike = [each for each, other in sorted(options.items()) if other[0] == meaning[0]]
            name = SEVERAL.get(meaning[0]) if len(alike) > 1 else None
            said = self.fragment(name or f"ask-{meaning[0]}", language=language, live=live)
            place, title = str(alike.index(digit) + 1), meaning[-1] if meaning[0] == "guide" else ""
            words.append(said.replace("{digit}", digit).replace("{n}", place).replace("{title}", title))
        return (joiner or (", " if language is Language.EN else "，")).join(words)

    def signed(self, text: str, language: Language) -> str:
        """`text` behind the study's signature, as a phone shows it."""
        name = self.study.signature.in_(language)
        return f"[{name}] {text}" if language is Language.EN else f"【{name}】{text}"


@lru_cache(maxsize=1024)
def _template(source: str) -> Template:
    return _templates.from_string(source)


def piece(choice: Choice, kind: str, place: str, language: Language, values: Mapping[str, object]) -> str:
    """One text of a choice, filled in. Raises WordingMissing, WordingBroken."""
    source = choice.sources.get(f"{place}.{language.value}")
    if source is None:
        raise WordingMissing(f"{kind} has no {place} in {language.value}.")
    try:
        return _template(source).render(values).strip()
    except TemplateError as error:
        raise WordingBroken(f"{kind}, {place}, {language.value}: {error}") from error
