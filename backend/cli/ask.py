"""Commands that answer questions as the assistant does, and say how well it answers."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from backend import assistant
from backend.assistant.answer import Answer, Answering, Decision, answer
from backend.assistant.experience import (
    all_questions,
    examples,
    of_other_authors,
    scored_questions,
    taught_questions,
    unseen,
)
from backend.assistant.model import WEIGHTS, Model, shipped
from backend.assistant.questions import read_file
from backend.assistant.refuse import compile_refusals
from backend.assistant.score import figures
from backend.assistant.scorecard import scorecard
from backend.assistant.train import train
from backend.cli.model import MEMORY, Memory, opened
from backend.clock import SystemClock
from backend.concerns.promise import read_by, read_by_words
from backend.inbox.meaning import language_of
from backend.languages import Language
from backend.protocol.guides import guides
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.refusals import PREFIX
from backend.protocol.routes import Variant
from backend.settings import load_settings
from backend.triage.features import Embedder
from backend.triage.labelled import Asked, BadLineError, read_asked
from backend.triage.model import meaning
from backend.triage.reconsider import reconsider
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand

Folder = Annotated[Path | None, typer.Option("--pack", help="The pack's folder; the configured one if left out.")]
KEPT = "ack-kept"


class Asking:
    """Questions answered for nobody in particular, so without anything personal."""

    def __init__(self, pack: Pack, now: datetime, embed: Embedder | None) -> None:
        self.pack, self._now, self._embed = pack, now, embed
        self._context = Context(compile_rules(pack.listening))
        self._refuser = compile_refusals(pack.refusals)
        self._guides = {
            language: {each.topic: each for each in guides(pack, language=language, place="", live=False)}
            for language in Language
        }

    def answer(
        self, text: str, model: Model | None, language: Language | None = None
    ) -> tuple[Answer | None, Language]:
        """What a question gets, and in which language."""
        by_rules = understand(text, self._now, self._context)
        understood = reconsider(text, by_rules, self._context, embed=self._embed)
        language = language or language_of(understood, Language.ZH_HANS)
        answering = Answering(self._refuser, self._context.rules.slips, model, self._embed)
        return answer(text, understood, self._guides[language], answering), language

    def words(self, given: Answer | None, language: Language) -> str:
        """What a family would read; nothing in an emergency."""
        if given is None:
            return ""
        joiner = " " if language is Language.EN else ""
        said = [each.text for each in given.sentences]
        if given.decision is Decision.ANSWER:
            return joiner.join(said)
        if given.decision is Decision.OFFER:
            return "\n".join(f"{number} {title}" for number, title in enumerate(said, start=1))
        kind = f"{PREFIX}{given.kind}" if given.decision is Decision.REFUSE else KEPT
        by = read_by_words(read_by(self._now, pack=self.pack), language, self.pack.study.zone)
        values = {"by": by, "emergency": self.pack.study.emergency_words("", language)}
        return self.pack.render(kind, variant=Variant.TWO_WAY, language=language, values=values, live=False).body


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("ask")(ask_command)
    app.command("train-questions")(train_command)
    app.command("score-questions")(score_command)


def ask_command(
    score: Annotated[
        Path | None, typer.Option("--score", help="Count how well this file, labelled, is answered.")
    ] = None,
    worst: Annotated[int, typer.Option("--worst", help="How many mistakes to show in words.", min=0)] = 20,
    pack: Folder = None,
) -> None:
    """Read JSON lines (`id`, `text`, `language`) from standard input and answer each; or score the answers."""
    asking = Asking(load_pack(pack or load_settings().pack), SystemClock().now(), meaning())
    if score is not None:
        whole = figures(read_file(score), lambda text: asking.answer(text, shipped())[0])
        _write(scorecard(whole, worst=worst))
        return
    bad = 0
    for asked, wanted in _asked(sys.stdin.buffer):
        if isinstance(asked, BadLineError):
            print(asked, file=sys.stderr)
            bad += 1
        else:
            given, language = asking.answer(asked.text, shipped(), wanted)
            _write([json.dumps(as_json(asked, given, asking.words(given, language)), ensure_ascii=False)])
    raise typer.Exit(1 if bad else 0)


def as_json(asked: Asked, given: Answer | None, words: str) -> dict[str, object]:
    """What a question gets, as it is written out. Refused is whatever got neither sentences nor titles."""
    passages = given.passages if given is not None else ()
    return {
        "id": asked.id,
        "topic": (given.topic or None) if given is not None else None,
        "refused": not passages,
        "passages": [{"topic": topic, "version": version} for topic, version in passages],
        "text": words,
        "confidence": round(given.confidence, 4) if given is not None else 0.0,
        "decision": given.decision.value if given is not None else "emergency",
        "kind": given.kind if given is not None else "",
        "ranking": [each.topic for each in given.ranking] if given is not None else [],
    }


def train_command(pack: Folder = None, memory: Memory = MEMORY) -> None:
    """Train the model that tells what a question asks, into the package; the same rows give the same bytes."""
    embed = opened(memory)
    rows = all_questions(load_pack(pack or load_settings().pack))
    model = train(examples(rows, embed))
    embed.keep()
    file = Path(assistant.__file__).parent / WEIGHTS
    file.write_bytes(model.as_bytes())
    print(f"Model {model.version} of {len(rows)} questions: {file}, {file.stat().st_size:,} bytes.")


def score_command(
    authors: Annotated[bool, typer.Option("--authors", help="By authors instead of by fifths.")] = False,
    worst: Annotated[int, typer.Option("--worst", help="How many mistakes to show in words.", min=0)] = 20,
    pack: Folder = None,
    memory: Memory = MEMORY,
) -> None:
    """Answers to labelled questions that the model has not seen, beside the targets."""
    embed, loaded = opened(memory), load_pack(pack or load_settings().pack)
    asking = Asking(loaded, SystemClock().now(), embed)
    by_file = {name: examples(rows, embed) for name, rows in scored_questions(loaded).items()}
    taught = examples(taught_questions(loaded), embed)

    def read(text: str, model: Model) -> Answer | None:
        return asking.answer(text, model)[0]

    if authors:
        whole = of_other_authors(by_file, taught, read)
    else:
        whole = unseen([each for rows in by_file.values() for each in rows], taught, read)
    embed.keep()
    _write(scorecard(whole, worst=worst))


def _asked(lines: Iterable[bytes]) -> Iterator[tuple[Asked | BadLineError, Language | None]]:
    """Every line with the language it asks to be answered in."""
    for asked in read_asked(lines := list(lines)):
        wanted = None if isinstance(asked, BadLineError) else json.loads(lines[asked.line - 1].decode("utf-8-sig"))
        said = wanted.get("language") if wanted is not None else None
        yield asked, Language(said) if said in set(Language) else None


def _write(lines: Iterator[str] | list[str]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
