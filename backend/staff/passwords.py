"""Passwords at rest: argon2id with 19 MiB and two passes; slow on purpose, so sign-in checks them outside
its transactions.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.errors import NuanxinError

SHORTEST, LONGEST = 12, 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class WeakPasswordError(NuanxinError):
    """A password that could be guessed."""

    type = "weak-password"
    status_code = 422


def hash_password(password: str, *, name: str) -> str:
    """The argon2id hash of a new password. Raises WeakPasswordError."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPasswordError(
            f"A password has {SHORTEST} to {LONGEST} characters; a short sentence is easy to keep."
        )
    if name in password.lower() or len(set(password)) < SHORTEST // 2:
        raise WeakPasswordError("A password holds neither the sign-in name nor a few characters over and over.")
    return _hasher.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether `password` is the one behind `stored`; takes as long when there is none."""
    try:
        return _hasher.verify(stored or _nobody(), password[: LONGEST + 1]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
