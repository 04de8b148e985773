"""Check that a chain is whole, and read it back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from backend.audit import queries
from backend.audit.chain import link, unseal
from backend.audit.models import START, AuditEntry

AGAIN = 3


class Fault(StrEnum):
    """Why a chain does not hold. The first and the last concern the whole of it, the others an entry."""

    UNKNOWN = "nothing is recorded, or its key row was removed"
    MISSING = "the entry before it is missing"
    UNLINKED = "it does not follow the entry before it"
    CHANGED = "it was changed after it was written"
    SHUT = "its values do not open under the stream's key"
    CUT = "the chain does not end where its head stands"


@dataclass(frozen=True)
class Problem:
    """Where a chain does not hold. `seq` is None if it concerns the whole stream."""

    stream: str
    seq: int | None
    fault: Fault


@dataclass(frozen=True)
class Entry:
    """One act, opened. `erased` says that its values can no longer be read; they are then empty."""

    stream: str
    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
    reason: str
    erased: bool


def verify(session: Session, stream: str) -> list[Problem]:
    """Everything wrong with the chain of `stream`: changed, missing, added or unreadable entries.

    Somebody may write while we read, and only the end looks wrong then: that is looked at again.
    """
    problems = _problems(session, stream)
    for _ in range(AGAIN):
        if [each.fault for each in problems] != [Fault.CUT]:
            break
        problems = _problems(session, stream)
    return problems


def _problems(session: Session, stream: str) -> list[Problem]:
    head = queries.head(session, stream)
    if head is None:
        return [Problem(stream, None, Fault.UNKNOWN)]
    problems, seq, last = [], 0, START
    for entry in queries.entries(session, stream):
        problems += [Problem(stream, entry.seq, fault) for fault in _faults(entry, seq + 1, last, head.wrapped)]
        seq, last = entry.seq, entry.hash
    if (seq, last) != (head.seq, head.hash):
        problems.append(Problem(stream, None, Fault.CUT))
    return problems


def read(session: Session, stream: str) -> list[Entry]:
    """What was done in `stream`, in order; values whose key was destroyed come back empty and `erased`."""
    head = queries.head(session, stream)
    key = head.wrapped if head else None
    return [_opened(entry, key) for entry in queries.entries(session, stream)]


def opened(session: Session, entries: Sequence[AuditEntry]) -> list[Entry]:
    """These entries of any streams, in the same order, each opened with its own stream's key."""
    keys = queries.keys(session, {each.stream for each in entries})
    return [_opened(each, keys.get(each.stream)) for each in entries]


def _faults(entry: AuditEntry, expected_seq: int, previous: str, key: str | None) -> Iterator[Fault]:
    if entry.seq != expected_seq:
        yield Fault.MISSING
    if entry.previous_hash != previous:
        yield Fault.UNLINKED
    facts = entry.model_dump(exclude={"id", "hash"})
    if link(**facts) != entry.hash:
        yield Fault.CHANGED
    if key is not None and any(_value(entry, key, name) is None for name in _sealed_names(entry)):
        yield Fault.SHUT


def _sealed_names(entry: AuditEntry) -> list[str]:
    return [name for name in ("before", "after", "reason") if getattr(entry, name) is not None]


def _value(entry: AuditEntry, key: str, name: str) -> dict[str, str] | None:
    opened = unseal(key, getattr(entry, name), f"{entry.stream}/{entry.seq}/{name}")
    return None if opened is None else json.loads(opened)


def _opened(entry: AuditEntry, key: str | None) -> Entry:
    sealed = _sealed_names(entry)
    values = {name: (_value(entry, key, name) if key else None) or {} for name in sealed}
    return Entry(
        stream=entry.stream,
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        before=values.get("before"),
        after=values.get("after"),
        reason=values.get("reason", {}).get("reason", ""),
        erased=key is None and bool(sealed),
    )
