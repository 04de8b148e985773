"""Pages of lists that are short enough to be read whole; a cursor is the id of the last item seen."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from backend.errors import NuanxinError
from backend.mobile.shapes import Page

Item = TypeVar("Item")
USUAL, MOST = 20, 100


class BadCursorError(NuanxinError):
    """The cursor is of no page of this list."""

    type = "bad-cursor"
    status_code = 404


def page_of(items: Sequence[Item], name: Callable[[Item], str], *, after: str, limit: int) -> Page[Item]:
    """The items after the one called `after`, at most `limit`. Raises BadCursorError."""
    names = [name(item) for item in items]
    if after and after not in names:
        raise BadCursorError("Begin again without a cursor.")
    start = names.index(after) + 1 if after else 0
    shown = list(items[start : start + limit])
    more = start + limit < len(items)
    return Page(items=shown, next=name(shown[-1]) if more else None)
