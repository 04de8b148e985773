"""When an item is asked: what must have been answered before it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from backend.protocol.text import PackModel


def _several(value: object) -> object:
    """One word may be written without brackets."""
    return [value] if isinstance(value, str) else value


Keys = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Condition(PackModel):
    """What must have been answered before: exactly one of the tests.

    `is`: one of these options; `has`: at least one of these is ticked; `at_least`: this amount or more; `reaches`:
    the amount from which the pack's thresholds find this sign.
    """

    item: str
    is_: Keys = Field(default=(), alias="is")
    has: Keys = ()
    at_least: float | None = None
    reaches: str | None = None

    @model_validator(mode="after")
    def _has_one_test(self) -> "Condition":
        if sum((bool(self.is_), bool(self.has), self.at_least is not None, self.reaches is not None)) != 1:
            raise ValueError("write exactly one of: is, has, at_least, reaches")
        return self


def _conditions(value: object) -> object:
    """One condition may be written without a list."""
    return [value] if isinstance(value, Mapping) else value


Conditions = Annotated[tuple[Condition, ...], BeforeValidator(_conditions)]
