"""Leaving rows out afterwards says what never having had them says."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.triage.experience import examples
from backend.triage.features import Vector
from backend.triage.labelled import Row
from backend.triage.leave_out import models_without, said_without
from backend.triage.likeness import inverted, solved
from backend.triage.train import train
from backend.triage.understanding import Intent, Urgency, Wording

TEXTS = ("lips like blueberries", "lips are purple", "see you on monday", "where do we park", "a hot forehead")


def letters_only(text: str) -> Vector:
    """A stand-in for embeddings: a place told by the text's characters alone."""
    return np.random.default_rng(sum(map(ord, text))).standard_normal(384).astype(np.float32)


def rows() -> list[Row]:
    worrying = (Urgency.EMERGENCY, Urgency.EMERGENCY, Urgency.NONE, Urgency.NONE, Urgency.URGENT)
    intents = frozenset({Intent.SYMPTOM_REPORT})
    return [
        Row(f"r{number}", text, Wording.EN, urgency, intents, why=f"of {text}")
        for number, (text, urgency) in enumerate(zip(TEXTS, worrying, strict=True))
    ]


@given(st.integers(0, 99), st.sets(st.integers(0, 11), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_what_is_left_out_afterwards_was_never_there(seed: int, left: set[int]) -> None:
    numbers = np.random.default_rng(seed)
    points, wanted = numbers.standard_normal((12, 6)), numbers.standard_normal((12, 3)).astype(np.float32)
    alike = np.exp(-((points[:, None] - points[None]) ** 2).sum(axis=2)).astype(np.float32)
    kept = [place for place in range(12) if place not in left]
    [said] = said_without(inverted(alike.copy()), wanted, [np.array(sorted(left))])
    assert np.allclose(said[kept], solved(alike[np.ix_(kept, kept)].copy(), wanted[kept]), atol=1e-4)
    assert not said[sorted(left)].any()


def test_a_model_without_nobody_left_out_is_the_whole_model() -> None:
    known = examples(rows(), letters_only)
    whole, [same, without] = train(known), models_without(known, [frozenset(), frozenset({"r0", "r1"})])
    for text in TEXTS:
        assert np.allclose(
            list(whole.opinion(text, letters_only).scores.values()),
            list(same.opinion(text, letters_only).scores.values()),
            atol=0.02,
        )
    spoken = [each.opinion(TEXTS[0], letters_only).speaks_for(Urgency.EMERGENCY) for each in (whole, without)]
    assert spoken[0] > spoken[1]
