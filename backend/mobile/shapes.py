"""What every shape shares: the bodies of /api/v1, and what the family's pages are filled with, are values.

Moments carry the offset of the family's zone. No shape names a participant code, another family, or a staff member.
"""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")
Refusals = dict[int | str, dict[str, Any]]
CARD = "k7q29-xmr3h-faw8t-np5dz"
TOKEN = "Yq0m2rW9c7vN4sT1xB8kLd3hGz6jPf5aUeQoRiVtYwM"  # noqa: S105 - an example
CHILD, DEVICE = "1c8f0a52-6c1e-5a54-9d0a-5b7f2e4c9d11", "6a1f5c0e-3c6b-4f38-9a55-0c1f6f0e2b7d"


class Shape(BaseModel):
    """An immutable value; what a client sends beside what is known is refused, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def example(**values: Any) -> ConfigDict:
    """The configuration of a shape with one example as it truly looks."""
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [values]})


class Page(Shape, Generic[Item]):
    """One page of a list; `next` is the cursor of the page after it, null on the last."""

    items: list[Item]
    next: str | None = None


class Problem(Shape):
    """RFC 9457: `type` is stable for programs, `detail` a sentence in the family's language."""

    model_config = example(
        type="urn:nuanxin:code-refused",
        title="code refused",
        status=403,
        detail="验证码不对，或者过了10分钟。请看清6位数字再填一次，或者重新要一个。",
    )

    type: str
    title: str
    status: int
    detail: str
    errors: list[str] = Field(default_factory=list, description="JSON pointers into the body, such as /code.")


PAGED: Refusals = {404: {"model": Problem, "description": "The cursor is of no page of this list; begin again."}}
