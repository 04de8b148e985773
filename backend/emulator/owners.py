"""Whose virtual phone it is, so that a visitor of the page of phones knows as whom they type."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.languages import Language

PARENTS_ANSWERS = ("1", "2", "3", "T")


@dataclass(frozen=True)
class Owner:
    """A name in each language the page speaks, and the answers that the phone's owner often gives."""

    names: Mapping[Language, str]
    answers: tuple[str, ...] = PARENTS_ANSWERS
