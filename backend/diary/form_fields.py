"""What a diary's form sent about one item, as the raw answer that the diary reads."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import JsonValue

from backend.diary.answers import Answer
from backend.protocol.items import Count, FreeText, Item, Number, Pressure, Several, Temperature

FIELDS = ("amount", "place", "unit", "upper", "lower", "text")
PARTS = {"temperature": ("amount", "place"), "number": ("amount", "unit"), "blood-pressure": ("upper", "lower")}
LONGEST = 20_000
"""Characters of one field; what is longer is read so far, and told to be too long."""


class Sent(Protocol):
    """The fields of a form, some of them more than once."""

    def get(self, key: str, /) -> Any:
        """The field; None if it was not sent."""

    def getlist(self, key: str, /) -> Sequence[Any]:
        """Every value that the field was sent with."""


def raw_of(item: Item, form: Sent) -> JsonValue:
    """The raw answer; None if nothing was chosen or typed."""
    parts = PARTS.get(item.type)
    if parts is not None:
        return _amount(form, parts)
    if isinstance(item, FreeText):
        return _field(form, "text") or None
    chosen: list[JsonValue] = [each for each in form.getlist("answer") if isinstance(each, str)]
    if isinstance(item, Several):
        return chosen[: 2 * len(item.options)] or None
    typed = _field(form, "amount") if isinstance(item, Count) else ""
    return next(iter(chosen), None) or typed or None


def skipped(item: Item) -> JsonValue:
    """The raw answer for not having measured; None where the item is only left out."""
    return {"skipped": True} if getattr(item, "skip", None) is not None else None


def may_skip(item: Item) -> bool:
    """Whether the family may go on without an answer."""
    return item.optional or skipped(item) is not None


def shown(raw: object) -> Mapping[str, str | Sequence[str]]:
    """A raw answer as the form's fields show it again; empty fields where there is none."""
    fields: dict[str, str | Sequence[str]] = {**dict.fromkeys(FIELDS, ""), "answer": []}
    if isinstance(raw, Mapping):
        return fields | {str(key): str(value) for key, value in raw.items() if isinstance(value, str | int | float)}
    if isinstance(raw, list | tuple):
        return fields | {"answer": [str(each) for each in raw]}
    return fields if raw is None else fields | {"answer": [str(raw)], "amount": str(raw), "text": str(raw)}


def raw_again(item: Item, answer: Answer) -> JsonValue:
    """An answer that was read, as the raw one that its form would send again."""
    if answer.meant is None:
        return skipped(item)
    if isinstance(answer.meant, tuple):
        if isinstance(item, Pressure):
            return dict(zip(PARTS[item.type], (f"{float(each):g}" for each in answer.meant), strict=True))
        return [str(each) for each in answer.meant]
    if isinstance(item, Temperature):
        return {"amount": f"{answer.meant:.1f}", "place": answer.place}
    if isinstance(item, Number):
        unit = item.typed_in(answer.typed_unit)
        return {"amount": f"{float(answer.meant) / unit.factor:g}", "unit": unit.key}
    return str(answer.meant)


def _field(form: Sent, name: str) -> str:
    value = form.get(name)
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def _amount(form: Sent, names: tuple[str, str]) -> JsonValue:
    """An object with what was filled in; a place or unit alone is no amount yet."""
    first, second = ((name, _field(form, name)) for name in names)
    if not first[1] and (not second[1] or second[0] != "lower"):
        return None
    return {first[0]: first[1], second[0]: second[1]}
