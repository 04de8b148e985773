"""Whether the documents are whole, honest and plain: both languages say the same much, nothing hints or promises.

What is hard to read is for a person to judge, so it is a warning; the rest must be mended.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from backend.protocol.approvals import ApprovalState
from backend.protocol.blinding import EXEMPT, arm_words_beyond
from backend.protocol.documents import Document, DocumentType
from backend.protocol.findings import Finding, Level
from backend.protocol.lint_words import WORDS, only_simplified
from backend.protocol.pack import Pack
from backend.protocol.reading import PARENT, Reader, hard_chinese, hard_english
from backend.protocol.show_documents import read_lines
from backend.protocol.source import Source
from backend.protocol.text import Bilingual

READERS = {
    DocumentType.ASSENT_YOUNG: Reader(characters=15, words=12, grade=3, ease=80),
    DocumentType.ASSENT_OLDER: Reader(characters=15, words=16, grade=5, ease=75),
}
"""Grades at most 3 and 5, 15 characters a sentence (domain 4); the rest for parents."""
MOST_PANELS = 8
PROMISES = re.compile(
    r"治愈|根治|痊愈|(?<!不)(?<!不能)(?<!没法)保证|一定(会|能)好|(没有|无)(任何)?(风险|副作用|危险)|绝对安全"
    r"|\b(cures?|guarantee\w*|(is|are|completely) safe|no (risks?|side effects?)|will (help|heal|get better))\b",
    re.IGNORECASE,
)
ADDRESS = "looks like a web address"
NUMBER = re.compile(r"\d+")
Place = tuple[str | int, ...]


def lint_documents(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What must be mended, what to look at, and what only the site can say, with file and line."""
    for key, document in pack.documents.items():
        source = sources[f"consent/{key}.yaml"]
        for place, text in _texts(document):
            for level, where, message in (*_parity(text), *_refused(document, text), *_hard(document, text)):
                yield Finding(level, source.name, source.line((*place, where)), f"{key}, {place[-1]}: {message}")
        yield from _whole(document, source)
        yield from _approval(pack, document, source)
        for number, question in enumerate(document.site_decides):
            line = source.line(("site_decides", number))
            yield Finding(Level.NOTE, source.name, line, f"ask the site: {question.en}")
    yield from _ages(pack)


def _texts(document: Document) -> Iterator[tuple[Place, Bilingual]]:
    yield ("title",), document.title
    for number, section in enumerate(document.sections):
        yield ("sections", number, "heading"), section.heading
        if section.picture is not None:
            yield ("sections", number, "picture"), section.picture
        yield ("sections", number, "text"), section.text
    for number, question in enumerate(document.site_decides):
        yield ("site_decides", number), question


def _parity(text: Bilingual) -> Iterator[tuple[Level, str, str]]:
    """Paragraph for paragraph, point for point, number for number."""
    for number, pair in enumerate(zip_longest(read_lines(text.zh_hans), read_lines(text.en)), start=1):
        zh, en = pair
        if zh is None or en is None or zh.point != en.point:
            yield Level.ERROR, "en", f"paragraph {number} of one language is not there, or no point, in the other"
            return
        left, right = sorted(NUMBER.findall(zh.text)), sorted(NUMBER.findall(en.text))
        if left != right:
            message = (
                f"the numbers of paragraph {number} differ: {' '.join(left)} in zh-Hans, {' '.join(right)} in en"
            )
            yield Level.ERROR, "en", message


def _refused(document: Document, text: Bilingual) -> Iterator[tuple[Level, str, str]]:
    for language, words in (("zh-Hans", text.zh_hans), ("en", text.en)):
        for word, why in arm_words_beyond(words, document.speaks_of):
            yield Level.ERROR, language, f"{word!r} {why}"
        if found := PROMISES.search(words):
            yield Level.ERROR, language, f"{found.group()!r} promises what nobody can"
        if found := re.search(WORDS[ADDRESS], words, re.IGNORECASE):
            yield Level.ERROR, language, f"{found.group()!r} {ADDRESS}"
        if "{{" in words or "{%" in words:
            yield Level.ERROR, language, "a document is approved as it reads; it puts nothing in"
    if (odd := only_simplified(text.zh_hans)) is not None:
        yield Level.ERROR, "zh-Hans", odd


def _hard(document: Document, text: Bilingual) -> Iterator[tuple[Level, str, str]]:
    reader = READERS.get(document.type, PARENT)
    if text in document.site_decides or any(text == section.picture for section in document.sections):
        return  # not for the family to read
    for message in hard_chinese(_plain(text.zh_hans), reader):
        yield Level.WARNING, "zh-Hans", message
    for message in hard_english(_plain(text.en), whole=False, reader=reader):
        yield Level.WARNING, "en", message


def _plain(text: str) -> str:
    return "\n".join(line.text for line in read_lines(text))


def _whole(document: Document, source: Source) -> Iterator[Finding]:
    """What is told of a document as a whole."""
    whole = "\n".join(_plain(section.text.en) for section in document.sections)
    for message in hard_english(whole, whole=True, reader=READERS.get(document.type, PARENT)):
        if message.startswith("reads"):
            yield Finding(Level.WARNING, source.name, source.line(("sections",)), f"{document.key}: {message}")
    said = "\n".join(f"{text.zh_hans}\n{text.en}" for _, text in _texts(document))
    for index, name in enumerate(document.speaks_of):
        if not EXEMPT[name].search(said):
            line = source.line(("speaks_of", index))
            yield Finding(Level.WARNING, source.name, line, f"{document.key} does not speak of {name}")
    if document.type is DocumentType.ASSENT_YOUNG:
        undrawn = [number for number, section in enumerate(document.sections) if section.picture is None]
        for number in undrawn:
            line = source.line(("sections", number))
            yield Finding(Level.WARNING, source.name, line, f"{document.key}: a panel without a picture")
        if len(document.sections) > MOST_PANELS:
            many = f"{document.key}: {len(document.sections)} panels; a small child listens to at most {MOST_PANELS}"
            yield Finding(Level.WARNING, source.name, source.line(("sections",)), many)


def _approval(pack: Pack, document: Document, source: Source) -> Iterator[Finding]:
    state = pack.approvals.state(document)
    if state is ApprovalState.DRAFT:
        draft = f"never approved; live mode does not show it: `nuanxin pack approve {document.kind}`"
        yield Finding(Level.WARNING, source.name, None, draft)
    elif state is ApprovalState.STALE:
        stale = "changed since approval; live mode shows it as last approved"
        yield Finding(Level.WARNING, source.name, None, stale)


def _ages(pack: Pack) -> Iterator[Finding]:
    """Each age of the study has one assent; guardians have something to read."""
    if not pack.documents:
        return
    bands = [each.ages for each in pack.documents.values() if each.ages is not None]
    youngest, oldest = pack.study.ages
    for years in range(youngest, oldest + 1):
        count = sum(band.from_ <= years <= band.to for band in bands)
        if count != 1:
            yield Finding(Level.WARNING, "consent", None, f"{count} documents are for children of {years}")
    if all(each.type is not DocumentType.CONSENT_FORM for each in pack.documents.values()):
        yield Finding(Level.WARNING, "consent", None, "guardians have no consent form to read")
