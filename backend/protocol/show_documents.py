"""Which documents families read now: in live mode approved ones alone, exactly as they were last approved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.errors import NotFoundError
from backend.languages import Language
from backend.protocol.approvals import ApprovalState
from backend.protocol.documents import ABOUT, Document, DocumentType
from backend.protocol.pack import Pack
from backend.protocol.passages import LISTED


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a `point` of a list."""

    text: str
    point: bool


@dataclass(frozen=True)
class ShownSection:
    """A section as one reader sees it; `picture` says what is drawn beside it, empty if nothing is."""

    heading: str
    picture: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class ShownDocument:
    """A document as one reader sees it. `ages` are the child's, both included; `waits`: what the site has yet to say.

    `reference` and `approved_on` are of the approval of this very version, None for a draft.
    """

    key: str
    type: DocumentType
    ages: tuple[int, int] | None
    title: str
    sections: tuple[ShownSection, ...]
    waits: tuple[str, ...]
    version: str
    state: ApprovalState
    reference: str | None
    approved_on: date | None
    language: Language

    @property
    def is_draft(self) -> bool:
        """Whether it must be marked: nobody has approved this text."""
        return self.state is not ApprovalState.APPROVED


def show_document(pack: Pack, key: str, *, language: Language, live: bool) -> ShownDocument:
    """One document in `language`. Raises NotFoundError if there is none to show."""
    document = pack.documents.get(key)
    found = _shown(pack, document, language, live=live) if document is not None else None
    if found is None:
        raise NotFoundError(f"There is no document {key!r} to read.")
    return found


def show_documents(pack: Pack, *, language: Language, live: bool) -> tuple[ShownDocument, ...]:
    """Every document there is to read, consent forms first, then those for children by age."""
    found = [_shown(pack, each, language, live=live) for each in pack.documents.values()]
    order = list(DocumentType)
    there = [each for each in found if each is not None]
    return tuple(sorted(there, key=lambda each: (order.index(each.type), each.ages or (0, 0), each.key)))


def _shown(pack: Pack, document: Document, language: Language, *, live: bool) -> ShownDocument | None:
    """None where live mode has no approved version; without an approval of its own a version is a draft."""
    state, latest = pack.approvals.state(document), pack.approvals.latest(document.kind)
    if live and latest is None:
        return None
    approved = latest if latest is not None and (live or state is ApprovalState.APPROVED) else None
    sources = approved.sources if approved is not None else document.sources
    about = json.loads(sources[ABOUT])
    return ShownDocument(
        key=document.key,
        type=DocumentType(about["type"]),
        ages=(about["ages"][0], about["ages"][1]) if about["ages"] else None,
        title=sources[f"title.{language.value}"],
        sections=_sections(sources, language),
        waits=() if approved is not None else tuple(each.in_(language) for each in document.site_decides),
        version=approved.version if approved is not None else document.version,
        state=ApprovalState.APPROVED if approved is not None else state,
        reference=approved.reference if approved is not None else None,
        approved_on=approved.on if approved is not None else None,
        language=language,
    )


def _sections(sources: Mapping[str, str], language: Language) -> tuple[ShownSection, ...]:
    found: list[ShownSection] = []
    while (heading := sources.get(f"sections.{len(found)}.heading.{language.value}")) is not None:
        place = f"sections.{len(found)}"
        text = sources[f"{place}.text.{language.value}"]
        found.append(ShownSection(heading, sources.get(f"{place}.picture.{language.value}", ""), read_lines(text)))
    return tuple(found)


def read_lines(text: str) -> tuple[Paragraph, ...]:
    """A text as its paragraphs and points: each line of the file is one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    points = [LISTED.match(line) for line in lines]
    return tuple(
        Paragraph(line[point.end() :] if point else line, point is not None)
        for line, point in zip(lines, points, strict=True)
    )
