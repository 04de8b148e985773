"""The key on a card: 100 random bits in letters and digits that nobody confuses, as they are read and typed."""

import secrets
import unicodedata

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH, GROUP = 20, 5
CONFUSED = str.maketrans({"i": "1", "l": "1", "o": "0"})


def new_key() -> str:
    """A key nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def clean_key(typed: str) -> str:
    """A key as it is compared: half-width, small letters, no dashes or spaces, O for 0 and I for 1 forgiven."""
    plain = unicodedata.normalize("NFKC", typed[:200]).lower().translate(CONFUSED)
    return "".join(letter for letter in plain if letter in ALPHABET)


def spaced_key(key: str) -> str:
    """A key in groups, as it is printed."""
    return "-".join(key[at : at + GROUP] for at in range(0, len(key), GROUP))
