"""Words no text may hold: what would tell the arm, the disease or a result, and what breaks on SMS.

The rules are the same for every pack; a route adds its provider's own (study.yaml, routes, forbidden). What goes into
a text by a variable (visit and campus names) is held to them too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import opencc

from backend.protocol.blinding import ARM_WORDS
from backend.protocol.findings import Finding, Level
from backend.protocol.pack import Pack
from backend.protocol.routes import Variant
from backend.protocol.source import Source
from backend.protocol.text import Bilingual
from backend.protocol.wording import Wording

PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}")
WORDS = {
    **ARM_WORDS,
    "names the disease": (
        r"al+port|[奥阿]尔波特|肾|综合[征症]|蛋白|血尿|遗传|基因|患[者儿]|疾病|病情"
        r"|\b(kidneys?|renal|neph\w*|syndrome|proteinuria|ha?ematuria|protein|disease|illness|genetic|patients?)\b"
    ),
    "speaks of a result": (
        r"结果|阳性|阴性|偏高|偏低|正常|异常|指标|化验单|好转|恶化|疗效|治愈|缓解"
        r"|\b(results?|positive|negative|(ab)?normal|remission|better|worse|improv\w+|cured?|recover\w*)\b"
    ),
    "tells a family to change a medicine": (
        r"停药|停用|停(掉|止)?(吃|服|用)|(不要|别|勿)再?(吃|服|给|用)[^，。；]{0,6}药|(减|加)量|\b(stop|restart|skip|double)\b[^.]{0,24}"
        r"\b(medicines?|medication|doses?|tablets?|pills?)\b"
    ),
    "makes some providers stop or start texts when a parent answers with it": r"\b(cancel|yes)\b",
    "looks like a web address": r"https?:|www\.|\b[a-z0-9-]+\.(com|cn|net|org|hk|mo)\b",
}
ANSWER = (
    r"回复|回信|请回|直接回|回\s*[0-9T]|请确认|发短信(给|告诉)我们"
    r"|\brepl(y|ies)\b|\btext (us|back)\b|\bplease confirm\b|\bT stops\b|\bSTOP\b"
)


@dataclass(frozen=True)
class Piece:
    """A text as a family may see it, where it stands, and on which routes it goes out (None: on all)."""

    source: Source
    place: tuple[str | int, ...]
    text: str
    chinese: bool
    variant: Variant | None

    def finding(self, what: str) -> Finding:
        return Finding(Level.ERROR, self.source.name, self.source.line(self.place), what)


def lint_words(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Every forbidden word, with file and line."""
    for piece in _pieces(pack, sources):
        yield from _forbidden(piece)
        if piece.variant is not Variant.TWO_WAY:
            yield from _matches(piece, ANSWER, "asks for an answer, but a one-way text gets none")
        for route in pack.study.routes:
            if piece.variant in (None, route.variant):
                for pattern in route.forbidden:
                    yield from _matches(piece, pattern, f"is refused by the provider on the route {route.key}")


def _forbidden(piece: Piece) -> Iterator[Finding]:
    for why, pattern in WORDS.items():
        yield from _matches(piece, pattern, why)
    if piece.chinese and (odd := only_simplified(piece.text)) is not None:
        yield piece.finding(odd)


def unfit_for_texts(*texts: str) -> str | None:
    """Why words may not stand on the screen of a locked phone; None if they may."""
    for why, pattern in WORDS.items():
        for text in texts:
            if found := re.search(pattern, PLACEHOLDER.sub("\x00", text), re.IGNORECASE):
                return f"{found.group().strip()!r} {why}"
    return None


def only_simplified(text: str) -> str | None:
    """What to say of the Traditional characters in a Chinese text; None if there are none."""
    plain = _simplified().convert(text)
    odd = "".join(a for a, b in zip(text, plain, strict=False) if a != b)
    return f"{odd!r} is Traditional; write Simplified, Traditional is derived" if plain != text else None


def _matches(piece: Piece, pattern: str, why: str) -> Iterator[Finding]:
    found = re.search(pattern, PLACEHOLDER.sub("\x00", piece.text), re.IGNORECASE)
    if found:
        yield piece.finding(f"{found.group().strip()!r} {why}")


def _pieces(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Piece]:
    for kind, wording in pack.wordings.items():
        yield from _of_wording(wording, sources[f"sms/{kind}.yaml"])
    for s, site in enumerate(pack.study.sites):
        for c, campus in enumerate(site.campuses):
            place = ("sites", s, "campuses", c, "short")
            yield from _both(sources["study.yaml"], place, campus.short, None)
    for name, source in sources.items():
        schedule = next((each for each in pack.schedules if each.version == source.data.get("version")), None)
        if schedule is None or name == "study.yaml":
            continue
        for v, visit in enumerate(schedule.visits):
            yield from _both(source, ("visits", v, "short"), visit.short, None)
        yield from _both(source, ("unscheduled", "short"), schedule.unscheduled.short, None)


def _of_wording(wording: Wording, source: Source) -> Iterator[Piece]:
    for variant, text in wording.texts.items():
        yield from _both(source, ("texts", variant.value), text, variant)
    if wording.line is not None:
        yield from _both(source, ("line",), wording.line, None)
    for name, text in wording.fragments.items():
        yield from _both(source, ("fragments", name), text, Variant.TWO_WAY)


def _both(source: Source, place: tuple[str | int, ...], text: Bilingual, variant: Variant | None) -> Iterator[Piece]:
    yield Piece(source, (*place, "zh-Hans"), text.zh_hans, True, variant)
    yield Piece(source, (*place, "en"), text.en, False, variant)


@cache
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
