"""What the model learns from, and how well it does on questions it has not seen.

The questions lie in the pack's `assistant/labelled/`, a file an author; files named `written-*` are taught and never
scored. Labelled messages that ask something, and the passages' own titles and phrasings, are taught too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from backend.assistant.answer import Answer
from backend.assistant.model import Model
from backend.assistant.questions import FOLDS, Question, of_messages, of_passages, read_file
from backend.assistant.score import Figures, Given
from backend.assistant.train import Example, train
from backend.protocol.pack import Pack
from backend.triage.experience import TAUGHT_ONLY, labelled_rows
from backend.triage.features import Embedder
from backend.triage.likeness import CannotTrainError

Answerer = Callable[[str, Model], Answer | None]

OF_SIGNS = "written-signs-"
"""Files of messages by authors of worries and wishes: their few questions taught it to refuse what has an answer."""


def scored_questions(pack: Pack) -> dict[str, tuple[Question, ...]]:
    """The questions of every author by the file's name. Raises BadLineError, CannotTrainError."""
    return {name: rows for name, rows in _files(pack).items() if not name.startswith(TAUGHT_ONLY)}


def taught_questions(pack: Pack) -> tuple[Question, ...]:
    """What is only taught. Raises BadLineError, CannotTrainError."""
    written = (rows for name, rows in _files(pack).items() if name.startswith(TAUGHT_ONLY))
    labelled = labelled_rows(pack.root / "triage" / "labelled")
    messages = chain.from_iterable(rows for name, rows in labelled.items() if not name.startswith(OF_SIGNS))
    return (*chain.from_iterable(written), *of_messages(messages), *of_passages(pack.passages.values()))


def all_questions(pack: Pack) -> tuple[Question, ...]:
    """Everything the model that ships is trained on."""
    return (*chain.from_iterable(scored_questions(pack).values()), *taught_questions(pack))


def examples(rows: Iterable[Question], embed: Embedder) -> tuple[Example, ...]:
    """Questions as the model sees them."""
    return tuple(Example.of(row, embed) for row in rows)


def unseen(scored: Sequence[Example], taught: Sequence[Example], answer: Answerer) -> Figures:
    """Every scored question, answered by a model that never saw it: fifth by fifth."""
    given: list[Given] = []
    for fold in range(FOLDS):
        model = train([*(each for each in scored if each.question.fold != fold), *taught])
        asked = (each.question for each in scored if each.question.fold == fold)
        given += (Given(question, answer(question.text, model)) for question in asked)
    return Figures(tuple(given))


def of_other_authors(
    by_file: Mapping[str, Sequence[Example]], taught: Sequence[Example], answer: Answerer
) -> Figures:
    """Every author's questions, answered by a model that saw none of that author's."""
    given: list[Given] = []
    for name, rows in by_file.items():
        others = chain.from_iterable(each for other, each in by_file.items() if other != name)
        model = train([*others, *taught])
        given += (Given(each.question, answer(each.question.text, model)) for each in rows)
    return Figures(tuple(given))


def _files(pack: Pack) -> dict[str, tuple[Question, ...]]:
    folder = pack.root / "assistant" / "labelled"
    rows = {file.stem: read_file(file) for file in sorted(folder.glob("*.jsonl"))}
    if not rows:
        raise CannotTrainError(f"{folder} holds no labelled questions (*.jsonl).")
    return rows
