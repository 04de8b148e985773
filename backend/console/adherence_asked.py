"""What a reader asks of the figures: which part of the study, as of when; and the way to each part of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from backend.adherence.scope import Kind, Scope, asking_of
from backend.adherence.tally import Counted
from backend.console.reader import Reader
from backend.protocol.pack import Pack

PATH = "/console/adherence"
Value = TypeVar("Value")
MOMENT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Asked:
    """One question. `as_of` is in UTC and whole minutes; `then` says that the reader named it."""

    kind: Kind
    scope: Scope
    as_of: datetime
    then: str = ""
    counted: tuple[Counted, ...] = ()
    wrong: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """The question as a form or an address writes it; what is left open is left out."""
        scope = self.scope
        found = {
            "kind": "" if self.kind is Kind.DIARIES else self.kind.value,
            "campus": scope.campus,
            "child": scope.child,
            "instrument": scope.instrument,
            "period": scope.period,
            "since": str(scope.since or ""),
            "until": str(scope.until or ""),
            "as_of": self.then,
            "counted": ",".join(each.value for each in self.counted),
        }
        return {name: value for name, value in found.items() if value}

    def at(self, path: str = PATH) -> str:
        """The address of this question."""
        return f"{path}?{urlencode(self.fields)}" if self.fields else path

    def whole(self) -> "Asked":
        """The figures that a part of them belongs to."""
        return replace(self, scope=replace(self.scope, child="", since=None, until=None), counted=())

    def behind(self, reader: Reader, *counted: Counted, **scope: object) -> str:
        """The address of the windows that a figure of this page is made of, as they were known at its minute."""
        then = self.as_of.astimezone(reader.zone).strftime(MOMENT)
        narrowed = replace(self.scope, **scope)  # type: ignore[arg-type]
        return replace(self, scope=narrowed, then=then, counted=counted).at(f"{PATH}/windows")


def read_asked(given: Mapping[str, str], reader: Reader, pack: Pack) -> Asked:
    """The question of an address; what cannot be read is left open, and `wrong` says so.

    Staff of a site see that site's children only.
    """
    wrong: list[str] = []
    then = _read(given, "as_of", datetime.fromisoformat, wrong)
    at = reader.now if then is None else min(then.replace(tzinfo=reader.zone), reader.now)
    scope = Scope(
        site=reader.member.site,
        campus=given.get("campus", ""),
        child=given.get("child", ""),
        instrument=given.get("instrument", ""),
        period=given.get("period", ""),
        since=_read(given, "since", date.fromisoformat, wrong),
        until=_read(given, "until", date.fromisoformat, wrong),
        asking=asking_of(pack, at.astimezone(reader.zone).date()),
    )
    return Asked(
        kind=_read(given, "kind", Kind, wrong) or Kind.DIARIES,
        scope=scope,
        as_of=at.replace(second=0, microsecond=0),
        then=then.strftime(MOMENT) if then is not None else "",
        counted=_read(given, "counted", _several, wrong) or (),
        wrong=bool(wrong),
    )


def _read(given: Mapping[str, str], name: str, parse: Callable[[str], Value], wrong: list[str]) -> Value | None:
    text = given.get(name, "")
    try:
        return parse(text) if text else None
    except ValueError:
        wrong.append(name)
        return None


def _several(text: str) -> tuple[Counted, ...]:
    return tuple(map(Counted, text.split(",")))
