"""One thing the pack says: both languages side by side, as it arrives, who approved it, what changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.console.content_changes import Changed, changes, rule_words
from backend.console.content_kinds import KIND_NAMES, Content, in_live
from backend.console.content_list import PATH, state_tag
from backend.console.content_parts import Pair, Part, Side, parts_of
from backend.console.content_words import place_words, size_words
from backend.console.reader import Reader
from backend.console.seen import Tag
from backend.errors import NotFoundError
from backend.languages import Language
from backend.protocol.approvals import Approval
from backend.protocol.guides import guide_values
from backend.protocol.measure import Size, example, fill, sizes
from backend.protocol.pack import Choice, Pack, piece
from backend.protocol.passages import Passage, paragraphs
from backend.protocol.said import Said, pieces_of
from backend.protocol.wording import Wording

SIDES = (Language.ZH_HANS, Language.EN, Language.ZH_HANT)


@dataclass(frozen=True)
class Past:
    """One approval that was given."""

    on: str
    version: str
    by: str
    reference: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class ContentPage:
    """The page. `parts`: what has many short pieces, read as tables; empty for what is read as it stands."""

    heading: str
    kind: str
    name: str
    state: Tag
    version: str
    in_live: str
    waits: Sequence[str]
    past: Sequence[Past]
    beside: Past | None
    changed: Sequence[Changed]
    pairs: Sequence[Pair]
    parts: Sequence[Part]
    rules: Sequence[tuple[str, str]]


def content_page(pack: Pack, reader: Reader, found: Content, *, beside: str) -> ContentPage:
    """The page, with the approved version `beside` it, or the last approved one. Raises NotFoundError."""
    state = pack.approvals.state(found.what)
    given = [each for each in pack.approvals.approvals if each.kind == found.what.kind]
    approval = _beside(given, beside)
    pieces = pieces_of(found.what.sources)
    past = [_past(each, found, approval) for each in reversed(given)]
    waits = getattr(found.what, "site_decides", ())
    pairs = _pairs(pack, reader, found, pieces)
    return ContentPage(
        heading=found.title.in_(reader.language),
        kind=reader.say(KIND_NAMES[found.kind]),
        name=found.name,
        state=state_tag(state, reader),
        version=found.what.version,
        in_live=reader.say(in_live(found, state)),
        waits=[each.in_(reader.language) for each in waits],
        past=past,
        beside=next((each for each in past if each.chosen), None),
        changed=list(changes(pieces_of(approval.sources), pieces, reader)) if approval is not None else [],
        pairs=pairs,
        parts=[] if any(place.startswith(("texts.", "title")) for place in pieces) else parts_of(pairs, reader),
        rules=[(place_words(place, reader), rule_words(place, each)) for place, each in pieces.items() if each.rule],
    )


def _beside(given: Sequence[Approval], version: str) -> Approval | None:
    if not version:
        return given[-1] if given else None
    for each in reversed(given):
        if each.version == version:
            return each
    raise NotFoundError("No approval was given to such a version.")


def _past(approval: Approval, found: Content, chosen: Approval | None) -> Past:
    href = f"{PATH}/{found.kind.value}/{found.name}?beside={approval.version}"
    when = approval.on.isoformat()
    return Past(when, approval.version, approval.by, approval.reference, href, approval is chosen)


def _pairs(pack: Pack, reader: Reader, found: Content, pieces: Mapping[str, Said]) -> list[Pair]:
    measured = list(sizes(pack, found.what)) if isinstance(found.what, Wording) else []
    pairs = []
    for place, said in pieces.items():
        if said.rule:
            continue
        texts = dict(zip(SIDES, (said.zh, said.en, said.hant), strict=True))
        zh, en, hant = (
            Side(language.value, text, *_shown(pack, reader, found, place, said, language, measured))
            for language, text in texts.items()
        )
        pairs.append(Pair(place_words(place, reader), zh, en, hant))
    return pairs


def _shown(
    pack: Pack,
    reader: Reader,
    found: Content,
    place: str,
    said: Said,
    language: Language,
    measured: Sequence[Size],
) -> tuple[str, list[str]]:
    """How it is read with its variables filled in, and how long the text gets."""
    if isinstance(found.what, Passage):
        return _guide_example(pack, found.what, place, language, said), []
    if not isinstance(found.what, Wording) or place.startswith("fragments."):
        return "", []
    template = said.en if language is Language.EN else said.zh
    if not place.startswith("texts."):
        line = template if language is not Language.ZH_HANT else said.hant
        return (fill(line, pack, language) if "{{" in line else ""), []
    variant = place.removeprefix("texts.")
    mine = [each for each in measured if each.variant.value == variant and each.language is language]
    return example(pack, template, language), [size_words(each, pack, reader) for each in mine]


def _guide_example(pack: Pack, passage: Passage, place: str, language: Language, said: Said) -> str:
    if "{{" not in said.zh + said.en:
        return ""
    values = guide_values(pack.study, place="", language=language)
    state = pack.approvals.state(passage)
    filled = piece(Choice(passage.sources, passage.version, state, None), passage.kind, place, language, values)
    return "\n\n".join(paragraphs(filled))
