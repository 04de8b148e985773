"""Figures as lines of text for people."""

from collections.abc import Iterator

from backend.assistant.score import Figures, Given, by_language
from backend.triage.scorecard import target_line


def scorecard(whole: Figures, *, worst: int) -> Iterator[str]:
    """Targets, what was done, the same by language, and the worst mistakes in words."""
    yield f"{len(whole.given)} questions"
    yield from map(target_line, whole.targets())
    yield from _done(whole)
    for name, part in by_language(whole).items():
        yield f"\n== {name}: {len(part.given)} questions"
        yield from map(target_line, part.targets())
        yield from _done(part)
    yield f"\nThe worst mistakes (at most {worst})"
    yield from map(_mistake, whole.worst(worst))


def _done(whole: Figures) -> Iterator[str]:
    yield f"  {'answered at once, rightly':32} {whole.answered_right}"
    yield f"  {'answered at once, wrongly':32} {whole.answered_wrong}"
    yield f"  {'its title offered':32} {whole.offered}"
    yield f"  {'must refuse, titles offered':32} {whole.must_refuse_offered}"
    yield f"  {'refused as its kind':32} {whole.refused_by_kind}"
    yield f"  {'unanswerable, anything shown':32} {whole.unanswerable_shown}"


def _mistake(given: Given) -> str:
    question, answer = given.question, given.answer
    wanted = question.topic or (f"refusal ({question.kind or 'any'})" if question.must_refuse else "nothing")
    got = "nothing: taken for an emergency"
    if answer is not None:
        about = answer.kind or ", ".join(each.topic for each in answer.ranking)
        got = f"{answer.decision.value}: {about}"
    return f"  {wanted} got {got}: {question.text}  [{question.id}]"
