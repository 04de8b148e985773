"""Structured JSON logs to stderr, without names, numbers or message bodies."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

PRIVATE = frozenset({"body", "text", "name", "called", "number", "phone", "to", "from_", "words", "note", "form"})
NUMBER = re.compile(r"\+?\d[\d\s-]{6,}\d")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KEPT = frozenset({"timestamp", "level", "event", "seconds", "port"})


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what is private by its name, and mask whatever looks like a phone number; ids stay whole."""
    del logger, method
    for key in list(event):
        if key in PRIVATE:
            event[key] = "[private]"
        elif isinstance(event[key], str) and key not in KEPT:
            event[key] = _mask(event[key])
    event["event"] = _mask(str(event.get("event", "")))
    return event


def _mask(text: str) -> str:
    parts, at = [], 0
    for found in UUID.finditer(text):
        parts += [NUMBER.sub("[number]", text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*parts, NUMBER.sub("[number]", text[at:])])


def configure(level: str) -> None:
    """Send our events and the libraries' through one JSON formatter. `level` is a standard name."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("apscheduler", "urllib3", "alembic", "twilio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
