"""Commands that read messages as triage does, and say how well it reads them."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from backend.clock import SystemClock
from backend.protocol.load import load_pack
from backend.settings import load_settings
from backend.triage.labelled import Asked, BadLineError, Row, read_asked, read_rows
from backend.triage.reconsider import reconsider
from backend.triage.rulebook import compile_rules
from backend.triage.score import figures
from backend.triage.scorecard import alarms, scorecard
from backend.triage.understand import Context, understand
from backend.triage.understanding import Understanding

Reader = Callable[[str], Understanding]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("understand")(understand_command)


def understand_command(
    files: Annotated[list[Path] | None, typer.Argument(help="With --score or --false-alarms: JSON lines.")] = None,
    score: Annotated[bool, typer.Option("--score", help="Count how well FILES, labelled, are read.")] = False,
    false_alarms: Annotated[
        bool, typer.Option("--false-alarms", help="Count what of FILES, ordinary texts, is read as worrying.")
    ] = False,
    rules_only: Annotated[bool, typer.Option("--rules-only", help="Without the model.")] = False,
    worst: Annotated[int, typer.Option("--worst", help="How many mistakes to show in words.", min=0)] = 20,
    pack: Annotated[Path | None, typer.Option("--pack", help="The pack's folder.")] = None,
) -> None:
    """Read JSON lines (`id`, `text`) from standard input and write what each means; or score the reading."""
    if score is False and false_alarms is False and files:
        raise typer.BadParameter("files are read with --score or --false-alarms; messages come on standard input")
    if (score or false_alarms) and not files:
        raise typer.BadParameter("name at least one file")
    read = reader(pack, rules_only=rules_only)
    if score:
        _write(scorecard(figures(rows_of(files or []), read), worst=worst))
    if false_alarms:
        texts, bad = _texts(files or [])
        _write(alarms([(text, read(text)) for text in texts], worst=worst))
        raise typer.Exit(1 if bad else 0)
    if not score and not false_alarms:
        raise typer.Exit(1 if _answer(sys.stdin.buffer, read) else 0)


def reader(pack: Path | None, *, rules_only: bool) -> Reader:
    """Reads a text as the inbox does. Raises PackInvalid."""
    context = Context(compile_rules(load_pack(pack or load_settings().pack).listening))
    now = SystemClock().now()
    if rules_only:
        return lambda text: understand(text, now, context)
    return lambda text: reconsider(text, understand(text, now, context), context)


def rows_of(files: Iterable[Path]) -> Iterator[Row]:
    """The labelled rows of files. Raises BadLineError with the file's name."""
    for file in files:
        try:
            with file.open("rb") as lines:
                yield from read_rows(lines)
        except OSError as error:
            raise BadLineError(f"{file}: {error.strerror}") from error
        except BadLineError as error:
            raise BadLineError(f"{file}, {error}") from error


def as_json(asked: Asked, understood: Understanding) -> dict[str, object]:
    """What a message means, as it is written out."""
    return {
        "id": asked.id,
        "language": understood.language.value,
        "urgency": understood.urgency.value,
        "intents": [intent.value for intent in understood.intents],
        "topics": list(understood.topics),
        "signs": [{"key": each.key, "level": each.level.value, "words": each.words} for each in understood.signs],
        "reason": understood.reason,
    }


def _answer(lines: Iterable[bytes], read: Reader) -> int:
    """Answers every line; how many were bad."""
    bad = 0
    for asked in read_asked(lines):
        if isinstance(asked, BadLineError):
            print(asked, file=sys.stderr)
            bad += 1
        else:
            _write([json.dumps(as_json(asked, read(asked.text)), ensure_ascii=False)])
    return bad


def _texts(files: Iterable[Path]) -> tuple[list[str], int]:
    texts, bad = [], 0
    for file in files:
        with file.open("rb") as lines:
            for asked in read_asked(lines):
                if isinstance(asked, BadLineError):
                    print(f"{file}, {asked}", file=sys.stderr)
                    bad += 1
                else:
                    texts.append(asked.text)
    return texts, bad


def _write(lines: Iterable[str]) -> None:
    """In UTF-8 whatever the terminal's language, and at once, so that a pipe can go on."""
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
