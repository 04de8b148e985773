"""The key on a card: 100 random bits, as they are read and typed."""

from backend.tokens import clean_typable, in_groups, new_typable

LENGTH = 20


def new_key() -> str:
    """A key nobody can guess."""
    return new_typable(LENGTH)


def clean_key(typed: str) -> str:
    """A key as it is compared."""
    return clean_typable(typed)


def spaced_key(key: str) -> str:
    """A key in groups, as it is printed."""
    return in_groups(key)
