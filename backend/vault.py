"""Personal values at rest: sealed with AES-GCM under a named key, found again by a blind index."""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, String, TypeDecorator

from backend.errors import NuanxinError

NONCE = 12


class VaultError(NuanxinError):
    """A sealed value cannot be opened: its key is missing, or the value was tampered with."""

    type = "vault"
    status_code = 500


@dataclass(frozen=True)
class KeyRing:
    """Named 256-bit keys, the first of which seals; older ones still open. `index` keys the blind index."""

    keys: dict[str, bytes]
    index: bytes

    def seal(self, value: str, purpose: str) -> str:
        """`value` as `key-id:base64`, bound to `purpose` so that it cannot be moved to another column."""
        name, key = next(iter(self.keys.items()))
        nonce = os.urandom(NONCE)
        sealed = AESGCM(key).encrypt(nonce, value.encode(), purpose.encode())
        return f"{name}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, purpose: str) -> str:
        """The value behind `sealed`. Raises VaultError."""
        name, _, body = sealed.partition(":")
        if name not in self.keys:
            raise VaultError(f"The key {name!r} is not in NUANXIN_KEYS; add it to read older records.")
        raw = base64.b64decode(body)
        try:
            return AESGCM(self.keys[name]).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode()).decode()
        except InvalidTag as error:
            raise VaultError(f"A sealed value of {purpose} does not open: it was changed.") from error

    def blind(self, value: str) -> str:
        """A keyed digest under which equal values can be found without being readable."""
        return hmac.new(self.index, value.encode(), hashlib.sha256).hexdigest()


_ring: KeyRing | None = None


def unlock(ring: KeyRing) -> None:
    """Give this process its keys; until then no sealed column can be read or written."""
    global _ring  # noqa: PLW0603 - column types have no other way to reach the keys
    _ring = ring


def ring() -> KeyRing:
    """The keys of this process. Raises VaultError before `unlock`."""
    if _ring is None:
        raise VaultError("The vault is locked: start through the app, the worker or a command.")
    return _ring


def blind(value: str) -> str:
    """The blind index of `value` under this process's keys."""
    return ring().blind(value)


class Sealed(TypeDecorator[str]):
    """A text column that is encrypted at rest; `purpose` names table and column."""

    impl = String
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else ring().seal(value, self.purpose)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else ring().open(str(value), self.purpose)
