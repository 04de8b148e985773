"""Check every chain there is, one after the other."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit import queries
from backend.audit.verify import Problem, verify
from backend.db import reading


@dataclass(frozen=True)
class Chain:
    """One chain as it was found: how many entries its head counts, and everything wrong with it."""

    stream: str
    entries: int
    problems: Sequence[Problem]


def checked(session: Session, stream: str) -> Chain:
    """What checking the chain of `stream` finds now."""
    head = queries.head(session, stream)
    return Chain(stream, head.seq if head is not None else 0, verify(session, stream))


def every_chain(engine: Engine, *, expected: Collection[str] = ()) -> Iterator[Chain]:
    """Every chain, by name, those `expected` too if nothing of them is left; each by itself: no look lasts long."""
    with reading(engine) as session:
        streams = {*queries.streams(session), *expected}
    for stream in sorted(streams):
        with reading(engine) as session:
            yield checked(session, stream)
