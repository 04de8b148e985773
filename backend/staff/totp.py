"""One-time codes of an authenticator app (RFC 6238): six digits, a new one every thirty seconds."""

from datetime import datetime

import pyotp

from backend.tokens import same

SECONDS, DIGITS = 30, 6
DRIFT = (0, -1, 1)
"""Steps by which somebody's phone may be off, or by which they were slow to type."""
ISSUER = "Nuanxin"


def new_secret() -> str:
    """160 random bits, in base32 as apps read them."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def spaced_secret(secret: str) -> str:
    """The secret as a person types it: in groups of four."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The step whose code this is, if it is one of just now."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdecimal()):
        return None
    current, codes = int(now.timestamp()) // SECONDS, pyotp.HOTP(secret)
    return next((current + drift for drift in DRIFT if same(codes.at(current + drift), typed)), None)
