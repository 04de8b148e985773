"""The provider's list of messages: filters and pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from backend.emulator.messages import VirtualMessage, as_json

MOST = 1000


def listing(pool: Sequence[VirtualMessage], query: Mapping[str, str], account_sid: str) -> dict[str, Any]:
    """One page of what matches, newest first. A bare date is that whole day in UTC."""
    found = [message for message in reversed(pool) if _matches(message, query)]
    size = max(1, min(int(query.get("PageSize", "50") or 50), MOST))
    page = int(query.get("Page", "0") or 0)
    rows = found[page * size : (page + 1) * size]
    uri = f"/2010-04-01/Accounts/{account_sid}/Messages.json"

    def link(number: int) -> str:
        return f"{uri}?{urlencode({**query, 'PageSize': size, 'Page': number})}"

    return {
        "messages": [as_json(message, account_sid) for message in rows],
        "page": page,
        "page_size": size,
        "first_page_uri": link(0),
        "previous_page_uri": link(page - 1) if page else None,
        "next_page_uri": link(page + 1) if len(found) > (page + 1) * size else None,
        "uri": link(page),
        "start": page * size,
        "end": page * size + len(rows) - 1,
    }


def _matches(message: VirtualMessage, query: Mapping[str, str]) -> bool:
    sent = message.sent_at or message.created_at
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("To", lambda value: message.to == value),
        ("From", lambda value: message.from_ == value),
        ("DateSent", lambda value: _moment(value) <= sent < _moment(value) + timedelta(days=1)),
        ("DateSent>", lambda value: sent >= _moment(value)),
        ("DateSent<", lambda value: sent <= _moment(value)),
    )
    return all(test(query[name]) for name, test in tests if query.get(name))


def _moment(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
