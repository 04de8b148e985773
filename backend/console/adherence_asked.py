"""What a reader asks of the figures: which part of the study, as of when; and the way to each part of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

from backend.adherence.scope import Kind, Scope, asking_of
from backend.adherence.tally import Counted
from backend.console.reader import Reader
from backend.protocol.pack import Pack

PATH = "/console/adherence"
Value = TypeVar("Value")
MOMENT = "%Y-%m-%dT%H:%M"


class Order(StrEnum):
    """In which order children are shown."""

    LOWEST = "lowest"
    CODE = "code"


@dataclass(frozen=True)
class Asked:
    """One question. `as_of` is in UTC and whole minutes; `then` says that the reader named it.

    `order` and `page` say which of its children are drawn; no figure changes with them.
    """

    kind: Kind
    scope: Scope
    as_of: datetime
    then: str = ""
    counted: tuple[Counted, ...] = ()
    order: Order = Order.LOWEST
    page: int = 1
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
            "order": "" if self.order is Order.LOWEST else self.order.value,
            "page": "" if self.page == 1 else str(self.page),
        }
        return {name: value for name, value in found.items() if value}

    def at(self, path: str = PATH) -> str:
        """The address of this question."""
        return f"{path}?{urlencode(self.fields)}" if self.fields else path

    def whole(self) -> "Asked":
        """The figures that a part of them belongs to."""
        scope = replace(self.scope, child="", since=None, until=None)
        return replace(self, scope=scope, counted=(), order=Order.LOWEST, page=1)

    def behind(self, reader: Reader, *counted: Counted, **scope: object) -> str:
        """The address of the windows that a figure of this page is made of, as they were known at its minute."""
        then = self.as_of.astimezone(reader.zone).strftime(MOMENT)
        narrowed = replace(self.scope, **scope)  # type: ignore[arg-type]
        part = replace(self, scope=narrowed, then=then, counted=counted, order=Order.LOWEST, page=1)
        return part.at(f"{PATH}/windows")

    def behind_each(self, reader: Reader) -> Callable[[str, date | None, date | None], str]:
        """`behind` for many children and spans, each written into the same address."""
        whole = replace(self, scope=replace(self.scope, child="", since=None, until=None)).behind(reader)

        def address(code: str, since: date | None, until: date | None) -> str:
            if since is None or until is None:
                return self.behind(reader, child=code)
            return f"{whole}&child={quote_plus(code)}&since={since}&until={until}"

        return address


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
        order=_read(given, "order", Order, wrong) or Order.LOWEST,
        page=max(1, _read(given, "page", int, wrong) or 1),
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
