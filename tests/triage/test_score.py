"""Counting how well messages are understood."""

import json

import pytest

from backend.triage.labelled import Asked, BadLineError, Row, read_asked, read_rows
from backend.triage.score import Figures, Read, Share, Target, by_language, figures
from backend.triage.scorecard import alarm_targets, alarms, scorecard
from backend.triage.understanding import Intent, Script, Understanding, Urgency, Wording

LINE = {
    "id": "a",
    "text": "佢發燒",
    "language": "yue",
    "urgency": "urgent",
    "intents": ["symptom_report"],
    "topics": [],
}


def read_as(
    urgency: Urgency,
    said: Urgency,
    *,
    name: str = "a",
    language: Wording = Wording.EN,
    intents: tuple[Intent, ...] = (Intent.OTHER,),
    found: tuple[Intent, ...] = (Intent.OTHER,),
) -> Read:
    row = Row(name, f"text {name}", language, said, frozenset(intents), why="why")
    return Read(row, Understanding(Wording.EN, Script.LATIN, urgency, found, reason="no sign found"))


def line(**changes: object) -> bytes:
    return json.dumps({**LINE, **changes}, ensure_ascii=False).encode()


def test_recall_counts_rows_read_at_their_level_or_higher() -> None:
    whole = Figures(
        (
            read_as(Urgency.EMERGENCY, Urgency.URGENT),
            read_as(Urgency.ROUTINE, Urgency.URGENT),
            read_as(Urgency.URGENT, Urgency.NONE),
        )
    )
    assert whole.reached(Urgency.URGENT, Urgency.URGENT) == Share(1, 2)
    assert whole.reached(Urgency.NONE, Urgency.URGENT) == Share(1, 1)
    assert whole.raised_to(Urgency.EMERGENCY) == Share(1, 3)


def test_an_emergency_is_lost_when_read_as_none_or_routine() -> None:
    levels = (Urgency.EMERGENCY, Urgency.URGENT, Urgency.ROUTINE, Urgency.NONE)
    assert Figures(tuple(read_as(level, Urgency.EMERGENCY) for level in levels)).lost == Share(2, 4)


def test_an_intent_has_recall_and_precision() -> None:
    stop, other = (Intent.OPT_OUT,), (Intent.OTHER,)
    whole = Figures(
        (
            read_as(Urgency.NONE, Urgency.NONE, intents=stop, found=stop),
            read_as(Urgency.NONE, Urgency.NONE, intents=stop, found=other),
            read_as(Urgency.NONE, Urgency.NONE, intents=other, found=stop),
            read_as(Urgency.NONE, Urgency.NONE, intents=other, found=stop),
        )
    )
    assert whole.recall(Intent.OPT_OUT) == Share(1, 2)
    assert whole.precision(Intent.OPT_OUT) == Share(1, 3)


def test_the_worst_mistake_is_the_emergency_that_was_lost() -> None:
    lost = read_as(Urgency.NONE, Urgency.EMERGENCY, name="lost")
    late = read_as(Urgency.NONE, Urgency.URGENT, name="late")
    loud = read_as(Urgency.EMERGENCY, Urgency.NONE, name="loud")
    right = read_as(Urgency.NONE, Urgency.NONE, name="right")
    assert Figures((right, loud, late, lost)).worst(10) == [lost, late, loud]


def test_a_bound_is_at_least_or_at_most() -> None:
    assert Target("recall", Share(97, 100), 0.97).met
    assert not Target("recall", Share(96, 100), 0.97).met
    assert Target("alarms", Share(1, 100), 0.01, at_least=False).met
    assert not Target("alarms", Share(2, 100), 0.01, at_least=False).met


def test_every_language_of_the_labels_is_counted_by_itself() -> None:
    split = by_language(
        Figures((read_as(Urgency.NONE, Urgency.NONE), read_as(Urgency.NONE, Urgency.NONE, language=Wording.YUE)))
    )
    assert {wording: len(part.reads) for wording, part in split.items()} == {Wording.YUE: 1, Wording.EN: 1}
    assert split[Wording.YUE].language == Share(0, 1)


def test_a_scorecard_shows_targets_confusion_and_mistakes_in_words() -> None:
    said = "\n".join(scorecard(Figures((read_as(Urgency.NONE, Urgency.EMERGENCY),)), worst=3))
    assert "emergency recall" in said
    assert "FAIL" in said
    assert "emergency read as none: text a  [a: why]" in said


def test_alarms_count_ordinary_texts_that_were_read_as_worrying() -> None:
    loud = Understanding(Wording.EN, Script.LATIN, Urgency.EMERGENCY, reason="r", rule="blue-lips")
    quiet = Understanding(Wording.EN, Script.LATIN, Urgency.NONE)
    read = [("blue", loud), *[("hello", quiet)] * 9]
    assert [target.share for target in alarm_targets(read)] == [Share(1, 10), Share(1, 10)]
    assert any("blue-lips" in said for said in alarms(read, worst=1))


def test_labelled_rows_are_read_and_scored() -> None:
    rows = list(read_rows([line(), b"", line(id="b", why="fever")]))
    assert [row.id for row in rows] == ["a", "b"]
    assert rows[1].why == "fever"
    quiet = Understanding(Wording.YUE, Script.HANT, Urgency.NONE)
    assert figures(rows, lambda _: quiet).language == Share(2, 2)


@pytest.mark.parametrize("bad", [line(urgency="dire"), line(intents=["nap"]), line(text=3), b"{}", b"[]", b"\xff"])
def test_a_row_that_is_not_one_is_refused_by_its_number(bad: bytes) -> None:
    with pytest.raises(BadLineError, match="line 2"):
        list(read_rows([line(), bad]))


def test_one_bad_line_does_not_stop_the_rest() -> None:
    first, second, third = read_asked([b'\xef\xbb\xbf{"id": 7, "text": "hi"}', b"{", b'{"text": "half \\ud83d"}'])
    assert first == Asked(1, 7, "hi")
    assert isinstance(second, BadLineError)
    assert "line 2" in str(second)
    assert third == Asked(3, 3, "half \ufffd")


def test_folds_are_told_by_the_name_alone() -> None:
    row = next(iter(read_rows([line(id="dev-0001")])))
    assert row.fold == 3
