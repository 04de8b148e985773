"""Write one act into the audit, in the transaction of the act itself."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.audit import queries
from backend.audit.chain import entry_id, link, new_key, seal

ACTION = re.compile(r"[a-z_]+\.[a-z][a-z0-9_-]*")
STUDY = "study"


def record(
    session: Session,
    *,
    stream: str,
    actor: str,
    action: str,
    subject: str,
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
    reason: str = "",
    now: datetime,
) -> None:
    """Append an entry to `stream` (a family's code, or STUDY); writers of one stream wait for each other.

    Personal values belong in `before`, `after` and `reason`, which are sealed; `action` is `room.verb`.
    """
    if not ACTION.fullmatch(action):
        raise ValueError(f"an audit action is written room.verb, not {action!r}")
    head = _head(session, stream)
    seq = head.seq + 1
    at_place = f"{stream}/{seq}"
    facts: dict[str, Any] = {
        "stream": stream,
        "seq": seq,
        "at": now,
        "actor": actor,
        "action": action,
        "subject": subject,
        "before": _sealed(head.wrapped, before, f"{at_place}/before"),
        "after": _sealed(head.wrapped, after, f"{at_place}/after"),
        "reason": _sealed(head.wrapped, {"reason": reason} if reason else None, f"{at_place}/reason"),
        "previous_hash": head.hash,
    }
    queries.append(session, {**facts, "id": entry_id(stream, seq), "hash": link(**facts)})


def hold(session: Session, stream: str) -> None:
    """Until we commit nobody else writes into this stream: for whoever takes another lock before they write."""
    queries.head(session, stream, lock=True)


def _head(session: Session, stream: str) -> queries.Head:
    head = queries.head(session, stream, lock=True)
    if head is None:
        queries.open_stream(session, stream, wrapped=new_key())
        head = queries.head(session, stream, lock=True)
    if head is None:
        raise RuntimeError(f"the audit stream {stream!r} could not be opened")
    return head


def _sealed(key: str | None, values: Mapping[str, str] | None, place: str) -> str | None:
    if values is None:
        return None
    if key is None:
        return ""  # erased: that something was said is kept, what was said is not
    return seal(key, json.dumps(dict(values), ensure_ascii=False, sort_keys=True), place)
