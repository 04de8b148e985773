"""How long each text gets when every variable is at its longest, and what that costs by route."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jinja2 import Environment, StrictUndefined, Template

from backend.languages import Language, traditional
from backend.protocol.lint_wording import used
from backend.protocol.pack import Pack
from backend.protocol.routes import Variant
from backend.protocol.wording import Wording
from backend.segments import Segments, count

_templates = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - SMS


@dataclass(frozen=True)
class Size:
    """The worst case of one text. `own_words`: an English text in which the family's own words are Chinese."""

    kind: str
    variant: Variant
    language: Language
    own_words: bool
    segments: Segments

    def cost(self, pack: Pack) -> dict[str, Decimal]:
        """What one such text costs on each route that carries this variant."""
        return {
            route.key: route.price_per_segment * self.segments.parts
            for route in pack.study.routes
            if route.variant is self.variant
        }


def sizes(pack: Pack, wording: Wording) -> Iterator[Size]:
    """Every variant in every language; English also with a Chinese name, which makes it UCS-2."""
    for variant, text in wording.texts.items():
        for language in Language:
            template = text.en if language is Language.EN else text.zh_hans
            yield Size(wording.kind, variant, language, False, count(example(pack, template, language)))
        if any(pack.variables[name].own_words for name in used(text.en)):
            found = example(pack, text.en, Language.EN, own_words=True)
            yield Size(wording.kind, variant, Language.EN, True, count(found))


def longest_lines(pack: Pack, language: Language, *, items: int = 2) -> str:
    """The longest a joint text's list gets with that many items."""
    filled = [
        fill(wording.line.in_(language), pack, language)
        for wording in pack.wordings.values()
        if wording.line is not None
    ]
    longest = max(filled, key=len, default="")
    return "\n".join(f"{number}. {longest}" for number in range(1, items + 1))


def fill(template: str, pack: Pack, language: Language, *, own_words: bool = False) -> str:
    """The template with every variable at its longest."""
    values = {}
    for name in used(template):
        variable = pack.variables[name]
        written = Language.ZH_HANS if own_words and variable.own_words else language
        values[name] = variable.longest.in_(written)
    return _template(template).render(values).strip()


def example(pack: Pack, template: str, language: Language, *, own_words: bool = False) -> str:
    """A text at its longest as a phone shows it, signature and all. A template of `zh-Hant` comes in Simplified."""
    if language is Language.ZH_HANT:
        template = traditional(template)
    return pack.signed(fill(template, pack, language, own_words=own_words), language)


@lru_cache(maxsize=1024)
def _template(source: str) -> Template:
    return _templates.from_string(source)
