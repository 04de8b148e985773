"""Secrets that a browser or an app carries: made here, kept only as digests."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 random bits, as text that fits a cookie, a header or an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(token: str) -> str:
    """The token that a form must send back; it tells nothing of the one in the cookie."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
