"""What a pack says, by kind: texts, safety texts, pages to staff, refusals, guides, documents, diaries, lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from backend.console.seen import Tag
from backend.languages import marked
from backend.protocol.approvals import Approvable, ApprovalState
from backend.protocol.documents import Document
from backend.protocol.guides import ordered
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack
from backend.protocol.passages import Passage
from backend.protocol.signs import Listening
from backend.protocol.text import Bilingual
from backend.protocol.wording import MessageClass, Wording


class ContentKind(StrEnum):
    """Under what something is found, in the order of the page."""

    SAFETY = "safety"
    TEXTS = "texts"
    REPLIES = "replies"
    REFUSALS = "refusals"
    PAGES = "pages"
    GUIDES = "guides"
    DOCUMENTS = "documents"
    DIARIES = "diaries"
    LISTS = "lists"


KIND_NAMES = {
    ContentKind.SAFETY: marked("Safety texts"),
    ContentKind.TEXTS: marked("Reminders and other planned texts"),
    ContentKind.REPLIES: marked("Replies"),
    ContentKind.REFUSALS: marked("Refusals of the assistant"),
    ContentKind.PAGES: marked("Pages to staff"),
    ContentKind.GUIDES: marked("Guides"),
    ContentKind.DOCUMENTS: marked("Consent documents"),
    ContentKind.DIARIES: marked("Diary forms"),
    ContentKind.LISTS: marked("What is listened for"),
}
CLASS_KINDS = {
    MessageClass.SAFETY: ContentKind.SAFETY,
    MessageClass.SCHEDULED: ContentKind.TEXTS,
    MessageClass.REPLY: ContentKind.REPLIES,
    MessageClass.STAFF_PAGE: ContentKind.PAGES,
}
LIST_TITLES = {
    "triage": Bilingual(
        zh_hans="分诊清单：征象、词语、阈值、意愿", en="Triage lists: signs, words, thresholds, wishes"
    ),
    "refusals": Bilingual(
        zh_hans="助手不回答的问题和个人事实问题", en="Questions refused, or answered by facts alone"
    ),
}
STATE_TAGS = {
    ApprovalState.APPROVED: Tag("approved", marked("approved"), "ok", "check"),
    ApprovalState.STALE: Tag("stale", marked("changed since approval"), "due", "pen"),
    ApprovalState.DRAFT: Tag("draft", marked("not approved"), "wait"),
}


@dataclass(frozen=True)
class Content:
    """One thing that can be approved, and the name by which its kind knows it."""

    kind: ContentKind
    name: str
    title: Bilingual
    what: Approvable


def contents(pack: Pack) -> Iterator[Content]:
    """Everything the pack says, kind by kind."""
    found = [*_wordings(pack), *_guides(pack), *_others(pack)]
    yield from sorted(found, key=lambda each: list(ContentKind).index(each.kind))


def content(pack: Pack, kind: str, name: str) -> Content | None:
    """The one of that name."""
    return next((each for each in contents(pack) if (each.kind.value, each.name) == (kind, name)), None)


def _wordings(pack: Pack) -> Iterator[Content]:
    refusals = set(pack.refusals.wordings)
    for name, wording in sorted(pack.wordings.items()):
        kind = ContentKind.REFUSALS if name in refusals else CLASS_KINDS[wording.message_class]
        yield Content(kind, name, wording.purpose, wording)


def _guides(pack: Pack) -> Iterator[Content]:
    shown = ordered(pack)
    for topic in (*shown, *sorted(set(pack.passages) - set(shown))):
        passage = pack.passages[topic]
        yield Content(ContentKind.GUIDES, topic, passage.title, passage)


def _others(pack: Pack) -> Iterator[Content]:
    for document in pack.documents.values():
        yield Content(ContentKind.DOCUMENTS, document.key, document.title, document)
    for instrument in pack.instruments.values():
        yield Content(ContentKind.DIARIES, instrument.key, instrument.name, instrument)
    for each in (pack.listening, pack.refusals):
        yield Content(ContentKind.LISTS, each.kind, LIST_TITLES[each.kind], each)


def in_live(found: Content, state: ApprovalState) -> str:
    """What live mode does with it while it stands so: a sentence to translate."""
    what = found.what
    if isinstance(what, Wording):
        return _text_in_live(what.message_class, state)
    if state is ApprovalState.APPROVED:
        return marked("Live mode uses exactly this version.")
    if isinstance(what, Listening) and state is ApprovalState.DRAFT:
        return marked("Live mode does not start before these lists are approved.")
    if isinstance(what, Passage | Document | Instrument):
        if state is ApprovalState.DRAFT:
            return marked("Live mode does not show it to families.")
        return marked("Live mode goes on with the version that was last approved.")
    return marked("Live mode applies the lists as they stand.")


def _text_in_live(cls: MessageClass, state: ApprovalState) -> str:
    if state is ApprovalState.APPROVED:
        return marked("Live mode sends exactly this version.")
    if state is ApprovalState.STALE:
        if cls is MessageClass.SCHEDULED:
            return marked("Live mode holds this text back until the change is approved.")
        return marked("Live mode goes on with the version that was last approved.")
    if cls in (MessageClass.SAFETY, MessageClass.STAFF_PAGE):
        return marked("Live mode does not start before this text is approved.")
    return marked("Live mode does not send this text.")
