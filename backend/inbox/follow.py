"""What follows a text once it is read: what it owes is sent, and the model looks again."""

from collections.abc import Callable

import structlog
from sqlalchemy import Engine

from backend.clock import Clock
from backend.inbox.second_look import look_again
from backend.protocol.pack import Pack
from backend.triage.reconsider import reconsider

log = structlog.get_logger()


def follow(
    engine: Engine, inbound_id: str, *, pack: Pack, live: bool, clock: Clock, send_now: Callable[[], int]
) -> None:
    """Send what cannot wait; let the model raise what the rules missed, and send what that asks for."""
    send_now()
    look_at_once(engine, inbound_id, pack=pack, live=live, clock=clock, send_now=send_now)


def look_at_once(
    engine: Engine, inbound_id: str, *, pack: Pack, live: bool, clock: Clock, send_now: Callable[[], int]
) -> None:
    """Let the model raise what the rules missed, and send what that asks for; where it fails, the worker looks."""
    try:
        added = look_again(engine, inbound_id, reconsider, pack=pack, live=live, clock=clock)
    except Exception:
        log.exception("second-look-left-waiting", inbound=inbound_id)
        return
    if added:
        send_now()
