"""Whether the lists of signs can be relied on: one level a phrase, a form in each language, nothing out of reach."""

import re
from collections.abc import Iterator, Mapping

from backend.protocol.blinding import ARM_WORDS
from backend.protocol.findings import Finding, Level
from backend.protocol.given import SAFETY
from backend.protocol.listen import LEVEL_FILES
from backend.protocol.pack import Pack
from backend.protocol.signs import Listening, Sign
from backend.protocol.source import Source


def lint_signs(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What is wrong with the signs, with file and line."""
    listening, levels = pack.listening, _Levels()
    by_key = {sign.key: sign for sign in listening.signs}
    for name in LEVEL_FILES:
        source = sources[f"triage/{name}.yaml"]
        for index, written in enumerate(source.data["signs"]):
            sign = by_key[written["key"]]
            for place, problem in (
                *levels.problems(sign),
                *_languages(sign),
                *_reach(sign, listening),
                *_arm(sign),
                *_answer(sign),
            ):
                yield Finding(Level.ERROR, source.name, source.line(["signs", index, *place]), problem)


class _Levels:
    """Remembers of which sign and level each phrase is."""

    def __init__(self) -> None:
        self._seen: dict[str, Sign] = {}

    def problems(self, sign: Sign) -> Iterator[tuple[list[str | int], str]]:
        if sign.level == "part":
            return
        for language in ("zh", "yue", "en", "romanised"):
            for index, phrase in enumerate(getattr(sign, language)):
                other = self._seen.setdefault(phrase, sign)
                if other.level != sign.level:
                    yield [language, index], f"{phrase!r} is {other.level} too, as {other.key}"


def _languages(sign: Sign) -> Iterator[tuple[list[str | int], str]]:
    if not sign.patterns:
        return
    if not sign.en:
        yield ["key"], f"{sign.key} has no English form"
    if not (sign.yue or sign.romanised or sign.yue_as_zh):
        yield ["key"], f"{sign.key} has no Cantonese form; say `yue_as_zh: true` if it is said as in Mandarin"


def _answer(sign: Sign) -> Iterator[tuple[list[str | int], str]]:
    if sign.answer and sign.answer not in SAFETY:
        yield ["answer"], f"there is no safety text {sign.answer!r}; there are: {', '.join(sorted(SAFETY))}"


def _reach(sign: Sign, listening: Listening) -> Iterator[tuple[list[str | int], str]]:
    read = {threshold.sign for threshold in listening.thresholds.thresholds}
    if not sign.patterns and not sign.all_of and sign.key not in read:
        yield ["key"], f"{sign.key} is never found: it has no phrase, no parts and no threshold"
    parts = {part for each in listening.signs for group in each.all_of for part in group}
    if sign.level == "part" and sign.key not in parts:
        yield ["key"], f"{sign.key} is a part of no sign"


def _arm(sign: Sign) -> Iterator[tuple[list[str | int], str]]:
    """The name of a sign goes to staff who must not learn the arm."""
    for place, text in (("zh-Hans", sign.name.zh_hans), ("en", sign.name.en)):
        for why, words in ARM_WORDS.items():
            if found := re.search(words, text, re.IGNORECASE):
                yield ["name", place], f"{found[0]!r} {why}"
