"""What the question about figures can be narrowed to: another kind, a campus, one visit or diary, a period. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.adherence.scope import Kind
from backend.console.adherence_asked import Asked
from backend.console.adherence_words import KINDS
from backend.console.reader import Reader
from backend.protocol.pack import Pack


@dataclass(frozen=True)
class Pick:
    """One choice of a list."""

    value: str
    name: str
    chosen: bool


def kinds(asked: Asked, reader: Reader) -> list[tuple[str, str, bool]]:
    """The kinds to look at: name, address, and whether it is this one."""
    return [
        (
            reader.say(name),
            replace(asked, kind=kind, scope=replace(asked.scope, instrument=""), page=1).at(),
            kind is asked.kind,
        )
        for kind, name in KINDS.items()
    ]


def picks(asked: Asked, reader: Reader, pack: Pack) -> dict[str, list[Pick]]:
    """What the question can be narrowed to, by the name of the field."""
    scope, language = asked.scope, reader.language
    campuses = [(c.key, c.name.in_(language)) for site in pack.study.sites for c in site.campuses]
    schedule = pack.schedules[-1]
    expected = (
        [(e.key, e.name.in_(language)) for e in pack.instruments.values() if not e.any_time]
        if asked.kind is Kind.DIARIES
        else [(e.key, e.name.in_(language)) for e in schedule.visits]
    )
    anchors = [(a.key, a.name.in_(language)) for a in schedule.anchors]
    return {
        "campus": _list(reader, campuses, scope.campus),
        "instrument": _list(reader, expected, scope.instrument),
        "period": _list(reader, anchors, scope.period),
    }


def _list(reader: Reader, options: Sequence[tuple[str, str]], chosen: str) -> list[Pick]:
    everything = Pick("", reader.say("all"), not chosen)
    return [everything, *(Pick(key, name, key == chosen) for key, name in options)]
