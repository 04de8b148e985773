"""How well questions are answered: what the labels say beside what was given, counted. No printing here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from backend.assistant.answer import Answer, Decision
from backend.assistant.questions import Question
from backend.triage.score import Share, Target

LANGUAGES = ("zh-Hans", "zh-Hant", "yue", "en", "pinyin", "mixed")


@dataclass(frozen=True)
class Given:
    """A question and what it got; nothing in what was taken for an emergency."""

    question: Question
    answer: Answer | None

    @property
    def place(self) -> int:
        """Where the right topic stands among those it was taken to ask, from 0; -1 if it is not there."""
        topics = [each.topic for each in self.answer.ranking] if self.answer is not None else []
        return topics.index(self.question.topic) if self.question.topic in topics else -1

    @property
    def is_answered(self) -> bool:
        """Whether sentences of a passage went out."""
        return self.answer is not None and self.answer.decision is Decision.ANSWER

    @property
    def is_offered(self) -> bool:
        """Whether it got titles to choose from."""
        return self.answer is not None and self.answer.decision is Decision.OFFER

    @property
    def badness(self) -> int:
        """For sorting the worst first: answered what must be refused, what nothing answers, a wrong topic, none."""
        if self.question.must_refuse:
            return 5 if self.is_answered else 4 if self.is_offered else 0
        if not self.question.topic:
            return 3 if self.is_answered else 1 if self.is_offered else 0
        if self.is_answered:
            return 2 if self.place != 0 else 0
        return 0 if self.is_offered and self.place >= 0 else 1


@dataclass(frozen=True)
class Figures:
    """Everything that is counted over some questions."""

    given: tuple[Given, ...]

    def within(self, places: int) -> Share:
        """Of the questions that a passage answers, those whose topic is among so many first ones."""
        return self._of(lambda each: bool(each.question.topic), lambda each: 0 <= each.place < places)

    @property
    def answered_right(self) -> Share:
        """Of the questions that a passage answers, those that got it at once."""
        return self._of(lambda each: bool(each.question.topic), lambda each: each.is_answered and each.place == 0)

    @property
    def answered_wrong(self) -> Share:
        """Of the questions that a passage answers, those that got another one."""
        return self._of(lambda each: bool(each.question.topic), lambda each: each.is_answered and each.place != 0)

    @property
    def offered(self) -> Share:
        """Of the questions that a passage answers, those that got its title to choose."""
        return self._of(lambda each: bool(each.question.topic), lambda each: each.is_offered and each.place >= 0)

    @property
    def must_refuse_answered(self) -> Share:
        """Of those that must be refused, those that were answered."""
        return self._of(lambda each: each.question.must_refuse, lambda each: each.is_answered)

    @property
    def must_refuse_offered(self) -> Share:
        """Of those that must be refused, those that got titles."""
        return self._of(lambda each: each.question.must_refuse, lambda each: each.is_offered)

    @property
    def refused_by_kind(self) -> Share:
        """Of those that must be refused for a known kind, those refused as that kind."""
        return self._of(
            lambda each: bool(each.question.kind),
            lambda each: each.answer is not None and each.answer.kind == each.question.kind,
        )

    @property
    def unanswerable_answered(self) -> Share:
        """Of those that no passage answers, those that were answered."""
        return self._of(lambda each: not each.question.topic, lambda each: each.is_answered)

    @property
    def unanswerable_shown(self) -> Share:
        """Of those that no passage answers, those that got an answer or titles."""
        return self._of(lambda each: not each.question.topic, lambda each: each.is_answered or each.is_offered)

    def targets(self) -> tuple[Target, ...]:
        """The figures that decide, with their bounds."""
        return (
            Target("topic first", self.within(1), 0.92),
            Target("topic among three", self.within(3), 0.98),
            Target("must refuse, answered", self.must_refuse_answered, 0.0, at_least=False),
            Target("unanswerable, answered", self.unanswerable_answered, 0.05, at_least=False),
        )

    def worst(self, most: int) -> Sequence[Given]:
        """The mistakes, the gravest first."""
        wrong = [each for each in self.given if each.badness]
        return sorted(wrong, key=lambda each: (-each.badness, each.question.id))[:most]

    def _of(self, asked: Callable[[Given], bool], found: Callable[[Given], bool]) -> Share:
        chosen = [each for each in self.given if asked(each)]
        return Share(sum(map(found, chosen)), len(chosen))


def figures(questions: Iterable[Question], answer: Callable[[str], Answer | None]) -> Figures:
    """Asks every question and counts."""
    return Figures(tuple(Given(each, answer(each.text)) for each in questions))


def by_language(whole: Figures) -> dict[str, Figures]:
    """The same figures for each language, those without a question left out."""
    split = {name: tuple(each for each in whole.given if each.question.spoken == name) for name in LANGUAGES}
    return {name: Figures(given) for name, given in split.items() if given}
