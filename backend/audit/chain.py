"""How an entry is bound to the one before it, and how its values are sealed."""

import base64
import hashlib
import json
import os
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ENTRY_IDS = uuid5(NAMESPACE_URL, "nuanxin:audit-entry")
NONCE = 12


def entry_id(stream: str, seq: int) -> str:
    """The id of an entry, the same in every run."""
    return str(uuid5(ENTRY_IDS, f"{stream}/{seq}"))


def link(
    *,
    previous_hash: str,
    stream: str,
    seq: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    before: str | None,
    after: str | None,
    reason: str | None,
) -> str:
    """The hash of an entry; it covers sealed values as they lie, so that it outlives their key."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    facts = [previous_hash, stream, seq, moment, actor, action, subject, before, after, reason]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def new_key() -> str:
    """A fresh key for a stream, in base64."""
    return base64.b64encode(AESGCM.generate_key(256)).decode()


def seal(key: str, value: str, place: str) -> str:
    """`value` under a stream's `key`, bound to its `place` so that it cannot be moved elsewhere."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(
        nonce + AESGCM(base64.b64decode(key)).encrypt(nonce, value.encode(), place.encode())
    ).decode()


def unseal(key: str, sealed: str, place: str) -> str | None:
    """The value behind `sealed`, or None if it was changed or moved."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(base64.b64decode(key)).decrypt(raw[:NONCE], raw[NONCE:], place.encode()).decode()
    except (InvalidTag, ValueError):
        return None
