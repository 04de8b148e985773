"""Filling in any instrument as a family does: question by question, an ordinary day or a sick one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pydantic import JsonValue

from backend.diary.answers import Answer
from backend.diary.branch import is_asked
from backend.diary.read_answer import read_answer
from backend.languages import Language
from backend.protocol.instruments import Instrument
from backend.protocol.items import Count, FreeText, Item, Several
from backend.protocol.signs import Threshold
from backend.simulation.diary_life import DiaryLife, Raws, SickDay

FINE = "ok"


@dataclass(frozen=True)
class Filled:
    """Raw answers as a form gives them; `usual`: to the rest the family says that all is as usual."""

    answers: Mapping[str, JsonValue]
    usual: bool


def fill_in(
    instrument: Instrument, life: DiaryLife, sick: SickDay | None, thresholds: Sequence[Threshold], rng: Random
) -> Filled:
    """What is answered to the questions that are asked, later ones after what was said to earlier ones."""
    chosen: Mapping[str, Raws] = {**life.ordinary, **(sick.answers if sick is not None else {})}
    raws: dict[str, JsonValue] = {}
    known: dict[str, Answer] = {}
    usual = False
    for item in instrument.items:
        if not is_asked(item, instrument, known, thresholds):
            continue
        if item.usual is not None and item.key not in chosen:
            usual = True
            raw: JsonValue = item.usual.value
        else:
            raw = rng.choice(chosen[item.key]) if item.key in chosen else _plain(item)
            if raw is None:
                continue
            raws[item.key] = raw
        answer, _ = read_answer(item, raw, Language.ZH_HANS)
        if answer is not None:
            known[item.key] = answer
    return Filled(raws, usual)


def _plain(item: Item) -> JsonValue:
    """The answer of somebody who has nothing to tell; None leaves the item out."""
    if item.optional:
        return None
    if isinstance(item, FreeText):
        return FINE
    if isinstance(item, Count):
        return 0
    quiet = [each.key for each in item.choices if not item.worry.get(each.key) and each.key not in item.call]
    if quiet:
        return [quiet[-1]] if isinstance(item, Several) else quiet[0]
    if getattr(item, "skip", None) is not None:
        return {"skipped": True}
    raise LookupError(f"simulation.yaml has no ordinary answer to {item.key!r}")
