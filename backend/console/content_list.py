"""The list of what the pack says: each with its version, whether it is approved, and how long it gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backend.console.content_kinds import KIND_NAMES, STATE_TAGS, Content, ContentKind, contents
from backend.console.reader import Reader
from backend.console.seen import Tag
from backend.languages import Language
from backend.protocol.approvals import ApprovalState
from backend.protocol.measure import sizes
from backend.protocol.pack import Pack
from backend.protocol.wording import Wording

PATH = "/console/content"
OPEN = "open"


@dataclass(frozen=True)
class ContentRow:
    """One of the list. `segments`: how many the longest case takes, Chinese then English; empty for no text."""

    name: str
    href: str
    title: str
    state: Tag
    version: str
    approved: str
    segments: str


@dataclass(frozen=True)
class ContentGroup:
    """A kind with its rows."""

    key: str
    name: str
    rows: Sequence[ContentRow]


@dataclass(frozen=True)
class ContentList:
    """The page. `lead` says how much waits for an approval."""

    lead: str
    kinds: Sequence[tuple[str, str, bool]]
    groups: Sequence[ContentGroup]
    kind: str
    show: str


def content_list(pack: Pack, reader: Reader, *, kind: str, show: str) -> ContentList:
    """What is asked for: one kind or all, everything or what is not approved as it stands."""
    every = [(each, pack.approvals.state(each.what)) for each in contents(pack)]
    counts = {state: sum(stands is state for _, stands in every) for state in ApprovalState}
    kept = [
        (each, state)
        for each, state in every
        if kind in ("", each.kind.value) and (show != OPEN or state is not ApprovalState.APPROVED)
    ]
    grouped: dict[ContentKind, list[ContentRow]] = {}
    for each, state in kept:
        grouped.setdefault(each.kind, []).append(_row(pack, reader, each, state))
    return ContentList(
        lead=_lead(counts, reader),
        kinds=[(each.value, reader.say(name), each.value == kind) for each, name in KIND_NAMES.items()],
        groups=[ContentGroup(each.value, reader.say(KIND_NAMES[each]), rows) for each, rows in grouped.items()],
        kind=kind,
        show=show,
    )


def state_tag(state: ApprovalState, reader: Reader) -> Tag:
    """How something stands, in the reader's language."""
    tag = STATE_TAGS[state]
    return replace(tag, words=reader.say(tag.words))


def _lead(counts: Mapping[ApprovalState, int], reader: Reader) -> str:
    total, approved = sum(counts.values()), counts[ApprovalState.APPROVED]
    if approved == total:
        return reader.say("All %(total)s are approved as they stand.", total=total)
    return reader.say(
        "Of %(total)s, %(approved)s are approved as they stand; %(stale)s changed since, %(drafts)s never were.",
        total=total,
        approved=approved,
        stale=counts[ApprovalState.STALE],
        drafts=counts[ApprovalState.DRAFT],
    )


def _row(pack: Pack, reader: Reader, each: Content, state: ApprovalState) -> ContentRow:
    latest = pack.approvals.latest(each.what.kind)
    return ContentRow(
        name=each.name,
        href=f"{PATH}/{each.kind.value}/{each.name}",
        title=each.title.in_(reader.language),
        state=state_tag(state, reader),
        version=each.what.version,
        approved=latest.on.isoformat() if latest is not None else "",
        segments=_segments(pack, each.what) if isinstance(each.what, Wording) else "",
    )


def _segments(pack: Pack, wording: Wording) -> str:
    usual = [each for each in sizes(pack, wording) if not each.own_words]
    zh, en = (
        max(each.segments.parts for each in usual if each.language is language)
        for language in (Language.ZH_HANS, Language.EN)
    )
    return f"{zh} / {en}"
