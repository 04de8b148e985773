"""Secrets that a browser or an app carries: made here, kept only as digests."""

import hashlib
import hmac
import secrets
import unicodedata

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
GROUP = 5
CONFUSED = str.maketrans({"i": "1", "l": "1", "o": "0"})


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


def new_typable(length: int) -> str:
    """Five random bits a character, in letters and digits that nobody confuses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def clean_typable(typed: str) -> str:
    """It as it is compared: half-width, small letters, no dashes or spaces, O for 0 and I for 1 forgiven."""
    plain = unicodedata.normalize("NFKC", typed[:200]).lower().translate(CONFUSED)
    return "".join(letter for letter in plain if letter in ALPHABET)


def in_groups(code: str) -> str:
    """It as it is read and printed."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
