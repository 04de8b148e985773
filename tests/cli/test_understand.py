"""`nuanxin understand`: messages in, meanings out, a line each."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.shell import Shell

FEVER = {
    "id": "a",
    "text": "孩子昨晚烧到39度",
    "language": "zh-Hans",
    "urgency": "urgent",
    "intents": ["symptom_report"],
}


Understand = Callable[..., tuple[str, str]]


@pytest.fixture
def nuanxin(tmp_path: Path) -> Understand:
    """The command in a terminal that knows no Chinese: what it writes for other programs is UTF-8 all the same."""
    return partial(Shell(tmp_path).run, "understand", encoding="ascii")


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(FEVER, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_every_message_is_answered_in_order_and_bad_lines_are_named(nuanxin: Understand) -> None:
    given = '{"id": 1, "text": "孩子昨晚烧到39度"}\nnonsense\n\n{"id": "b", "text": "Where do I park?"}\n'.encode()
    out, err = nuanxin(given=given, code=1)
    fever, parking = map(json.loads, out.splitlines())
    assert list(fever) == ["id", "language", "urgency", "intents", "topics", "signs", "reason"]
    assert fever["id"] == 1
    assert fever["urgency"] == "urgent"
    assert fever["signs"][0]["words"]
    assert parking["id"] == "b"
    assert (parking["language"], parking["urgency"]) == ("en", "none")
    assert "line 2" in err


def test_nothing_in_is_nothing_out(nuanxin: Understand) -> None:
    assert nuanxin() == ("", "")


def test_labelled_files_are_scored_with_the_same_split_by_language(nuanxin: Understand, labelled: Path) -> None:
    out, _ = nuanxin("--score", str(labelled), "--rules-only")
    assert "urgent or higher for urgent" in out
    assert "100.00% (1/1)" in out
    assert "== zh-Hans: 1 messages" in out


def test_ordinary_texts_are_counted_for_false_alarms(nuanxin: Understand, labelled: Path) -> None:
    out, _ = nuanxin("--false-alarms", str(labelled), "--rules-only")
    assert "read as urgent or higher" in out
    assert "昨晚烧到39度" in out


def test_a_file_that_is_not_labelled_is_refused_in_a_sentence(nuanxin: Understand, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a"}\n')
    _, err = nuanxin("--score", str(bad), code=1)
    assert "bad.jsonl, line 1" in err
    _, err = nuanxin("--score", str(tmp_path / "absent.jsonl"), code=1)
    assert "absent.jsonl" in err
