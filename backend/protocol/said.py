"""What anything that can be approved says, piece by piece, in each language: as it stands, or in approved bytes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from backend.languages import Language
from backend.protocol.documents import ABOUT

ZH, HANT, EN = (language.value for language in (Language.ZH_HANS, Language.ZH_HANT, Language.EN))
BILINGUAL = {ZH, EN}
PHRASES = {"zh", "yue", "en", "romanised"}
NAMED_BY = ("key", "item", "sign")


@dataclass(frozen=True)
class Said:
    """One piece. A `rule` has no language: an amount, a key, an order of things."""

    zh: str = ""
    hant: str = ""
    en: str = ""
    rule: str = ""


def pieces_of(sources: Mapping[str, str]) -> dict[str, Said]:
    """Every piece by its place, in the order of the file; works for approved bytes as for the text as it stands."""
    languages = {place.rpartition(".")[2] for place in sources}
    if languages >= BILINGUAL:
        return dict(_texts(sources))
    derived = json.loads(sources[HANT]) if HANT in sources else {}
    lists = {place: json.loads(text) for place, text in sources.items() if place != HANT}
    whole: Any = next(iter(lists.values())) if derived else lists
    return dict(_flat(whole, "", "", derived))


def _texts(sources: Mapping[str, str]) -> Iterator[tuple[str, Said]]:
    """Wordings, guides and documents keep each text under its place and language."""
    if ABOUT in sources:
        yield ABOUT, Said(rule=sources[ABOUT])
    spoken = [each for each in sources if each != ABOUT]
    for place, _ in groupby(spoken, lambda each: each.rpartition(".")[0]):
        yield place, Said(*(sources[f"{place}.{language}"] for language in (ZH, HANT, EN)))


def _flat(value: Any, at: str, name: str, derived: Mapping[str, str]) -> Iterator[tuple[str, Said]]:
    """The parts of canonical JSON; `at` counts list entries as the derived Traditional does, `name` calls them."""
    if isinstance(value, dict) and set(value) == BILINGUAL:
        yield name, Said(value[ZH], derived.get(at, ""), value[EN])
    elif isinstance(value, dict):
        if set(value) >= PHRASES and any(value[each] for each in PHRASES):
            zh, en = ([*value[first], *value[second]] for first, second in (("zh", "yue"), ("en", "romanised")))
            yield name or "words", Said(zh="; ".join(zh), en="; ".join(en))
        for key, each in value.items():
            if key not in PHRASES:
                yield from _flat(each, _under(at, key), _under(name, key), derived)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for nth, each in enumerate(value):
            yield from _flat(each, f"{at}.{nth}", _under(name, _called(each, nth)), derived)
    elif value not in (None, "", [], False):
        yield name, Said(rule=", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _under(place: str, step: str) -> str:
    return f"{place}.{step}".lstrip(".")


def _called(value: Any, nth: int) -> str:
    """What an entry of a list goes by: its own key, or its number from 1."""
    own = next((value[each] for each in NAMED_BY if value.get(each)), None) if isinstance(value, dict) else None
    return str(own or nth + 1)
