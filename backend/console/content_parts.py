"""The pieces of one thing that the pack says, and what has hundreds of them in parts that open one by one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.console.reader import Reader
from backend.languages import Language, marked

FEW = 200
"""So many pieces are read at one go; more of them begin folded."""
FIRST = ("name", "intro", "signs", "thresholds", "kinds", "personal")
TITLES = {
    "name": marked("Name"),
    "intro": marked("Introduction"),
    "signs": marked("Signs"),
    "words": marked("Word classes and slips"),
    "markers": marked("What changes how a sign counts"),
    "intents": marked("Wishes"),
    "topics": marked("Topics of questions"),
    "kinds": marked("What is refused"),
    "personal": marked("What facts alone answer"),
    "sms": marked("By text"),
}


@dataclass(frozen=True)
class Side:
    """A piece in one language. `example` is how it is read, empty where the text is that; `sizes` of an SMS."""

    lang: str
    text: str
    example: str
    sizes: Sequence[str]


@dataclass(frozen=True)
class Pair:
    """A piece: Chinese and English side by side, and the derived Traditional."""

    place: str
    zh: Side
    en: Side
    hant: Side


@dataclass(frozen=True)
class Part:
    """Pieces that belong together: an item of a diary, or one of several lists. `open`: shown at once."""

    name: str
    title: str
    pairs: Sequence[Pair]
    open: bool


def parts_of(pairs: Sequence[Pair], reader: Reader) -> list[Part]:
    """The parts, the signs and what is refused before the words that they are made of."""
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(_part(pair.place), []).append(pair)
    ordered = sorted(found, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    return [Part(name, _title(name, found[name], reader), found[name], len(pairs) <= FEW) for name in ordered]


def _part(place: str) -> str:
    steps = place.split(".")
    return ".".join(steps[:2]) if steps[0] == "items" else steps[0]


def _title(name: str, pairs: Sequence[Pair], reader: Reader) -> str:
    """What a part is called: a list by its name in words, an item by its own question."""
    if name in TITLES:
        return reader.say(TITLES[name])
    asked = next((each for each in pairs if each.place == f"{name}.text"), None)
    if asked is None:
        return ""
    return asked.en.text if reader.language is Language.EN else asked.zh.text
