"""Reading YAML so that every complaint can name file and line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from backend.errors import NuanxinError
from backend.protocol.plain_yaml import read_plain

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Problem:
    """One complaint about a pack: where, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackInvalid(NuanxinError):  # noqa: N818 - reads as what is wrong
    """A pack that cannot be used; `problems` are all of them at once."""

    type = "pack-invalid"
    status_code = 500

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Source:
    """A parsed file: its plain data, and the nodes that know their lines."""

    name: str
    node: yaml.Node | None
    data: Any

    def line(self, place: Sequence[str | int]) -> int:
        """The line (from 1) of the innermost part of `place` that the file has."""
        node, line = self.node, self.node.start_mark.line + 1 if self.node is not None else 1
        for step in place:
            found = _child(node, step)
            if found is None:
                break
            node, line = found
        return line

    def problem(self, place: Sequence[str | int], message: str) -> Problem:
        """A complaint about a place in this file."""
        return Problem(self.name, self.line(place), message)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    """The part below `node`, and its line: a key's own line, even if its value starts on the next."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item, item.start_mark.line + 1
    return None


def read_source(path: Path, root: Path) -> Source:
    """Parse a file. Raises PackInvalid for unreadable YAML or a key that is there twice."""
    name = str(path.relative_to(root))
    try:
        text = path.read_text(encoding="utf-8")
        node, data = read_plain(text)
    except FileNotFoundError:
        raise PackInvalid([Problem(name, 1, "the file is missing")]) from None
    except UnicodeDecodeError:
        raise PackInvalid([Problem(name, 1, "the file is not UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackInvalid([Problem(name, line, f"not YAML: {error.problem}")]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        odd = f"not YAML: it holds the character #x{error.character:04x}"
        raise PackInvalid([Problem(name, line, odd)]) from None
    twice = [Problem(name, line, f"the key {key!r} is there twice") for key, line in _doubled(node)]
    if twice:
        raise PackInvalid(twice)
    return Source(name, node, data)


def _doubled(node: yaml.Node | None) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                found.append((key.value, key.start_mark.line + 1))
            seen.add(key.value)
            found += _doubled(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            found += _doubled(item)
    return found


def parse(model: type[Model], source: Source) -> Model:
    """The file as `model`. Raises PackInvalid with a complaint per wrong value."""
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        places = [(_written(each["loc"], source.data), each["msg"]) for each in error.errors()]
        raise PackInvalid([source.problem(place, _sentence(place, message)) for place, message in places]) from None


def _written(place: Sequence[str | int], data: Any) -> list[str | int]:
    """The place without the kind that pydantic puts into it where a `type` says what the rest is."""
    found: list[str | int] = []
    for step in place:
        if isinstance(data, dict):
            if step not in data and data.get("type") == step:
                continue
            data = data.get(step)
        else:
            data = data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None
        found.append(step)
    return found


def _sentence(place: Sequence[str | int], message: str) -> str:
    where = ".".join(str(step) for step in place)
    plain = message.removeprefix("Value error, ")
    return f"{where}: {plain}" if where else plain
