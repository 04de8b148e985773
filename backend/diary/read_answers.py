"""Reading an entry against its instrument: answers, what must be mended, what is asked about once, and worries.

Pure: the same answers, instrument and knowledge always give the same reading, whichever way they came.
"""

from collections.abc import Mapping

from backend.diary.amounts import cleaned
from backend.diary.answers import Answer, Ask, Code, Given, Problem, Read
from backend.diary.branch import is_asked
from backend.diary.doubt import doubt
from backend.diary.known import Known
from backend.diary.read_answer import read_answer
from backend.diary.sentences import problem
from backend.diary.worries import readings, worries
from backend.protocol.instruments import Instrument
from backend.protocol.items import Count, Faces, FreeText, Item
from backend.triage.understanding import Urgency

MOST_UNKNOWN = 20
"""More than any honest mistake has; nobody reads the rest."""


def read_answers(instrument: Instrument, given: Given, known: Known, *, whole: bool = True) -> Read:
    """The entry as read. Without `whole` a part may be given: what is missing is no problem then."""
    reading = _Reading(instrument, given, known)
    for item in instrument.items:
        reading.take(item, whole=whole)
    signs = worries(instrument, reading.answers, known)
    return Read(
        instrument=instrument.key,
        version=instrument.version,
        answers=tuple(reading.answers.values()),
        problems=(*reading.problems, *_unknown(instrument, given, known)),
        asks=tuple(reading.asks),
        dropped=tuple(reading.dropped),
        signs=tuple(sign for sign in signs if sign.level is not Urgency.NONE),
        parts=tuple(sign for sign in signs if sign.level is Urgency.NONE),
        values=readings(instrument, reading.answers, known),
        texts=dict(texts_of(instrument, given)),
        wants_call=any(_asks_for_call(instrument.item(answer.item), answer) for answer in reading.answers.values()),
    )


class _Reading:
    """Gathers answers in the order of the questions, since later ones hang on earlier ones."""

    def __init__(self, instrument: Instrument, given: Given, known: Known) -> None:
        self._instrument, self._given, self._known = instrument, given, known
        self.answers: dict[str, Answer] = {}
        self.problems: list[Problem] = []
        self.asks: list[Ask] = []
        self.dropped: list[str] = []

    def take(self, item: Item, *, whole: bool) -> None:
        raw = self._given.answers.get(item.key)
        thresholds = self._known.listening.thresholds.thresholds
        if not is_asked(item, self._instrument, self.answers, thresholds):
            if not _is_blank(raw):
                self.dropped.append(item.key)
        elif not _is_blank(raw):
            self._read(item, raw)
        elif self._given.usual and item.usual is not None:
            self.answers[item.key] = _usual(item)
        elif whole and not item.optional:
            self.problems.append(problem(item.key, Code.MISSING, self._known.language))

    def _read(self, item: Item, raw: object) -> None:
        answer, wrong = read_answer(item, raw, self._known.language)
        if wrong is not None:
            self.problems.append(wrong)
        if answer is None:
            return
        self.answers[item.key] = answer
        question = doubt(item, answer, self._known)
        if question is not None and question.mark not in self._given.sure:
            self.asks.append(question)


def _is_blank(raw: object) -> bool:
    return raw is None or raw in ("", [], (), {}) or (isinstance(raw, str) and not raw.strip())


def _usual(item: Item) -> Answer:
    assert item.usual is not None  # noqa: S101 - for the reader and the type checker
    value = item.usual.value
    if isinstance(item, Count | Faces):
        return Answer(item.key, int(value), as_usual=True)
    meant = (str(value),) if item.type == "several" else str(value)
    return Answer(item.key, meant, as_usual=True)


def _unknown(instrument: Instrument, given: Given, known: Known) -> list[Problem]:
    items = {item.key for item in instrument.items}
    unknown = sorted(key for key in given.answers if key not in items)
    return [problem(cleaned(key[:40]), Code.UNKNOWN_ITEM, known.language) for key in unknown[:MOST_UNKNOWN]]


def texts_of(instrument: Instrument, given: Given) -> Mapping[str, str]:
    """The family's own words, cut to what may be written: even a text too long to keep is read for a worry."""
    return {
        item.key: cleaned(raw[: item.most])
        for item in instrument.items
        if isinstance(item, FreeText) and isinstance(raw := given.answers.get(item.key), str) and raw.strip()
    }


def _asks_for_call(item: Item, answer: Answer) -> bool:
    meant = answer.meant if isinstance(answer.meant, tuple) else (answer.meant,)
    return any(key in item.call for key in meant if isinstance(key, str))
