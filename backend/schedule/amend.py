"""An amended pack version taking effect: each child is planned anew once, in small transactions."""

from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from backend.clock import Clock
from backend.db import reading, transaction
from backend.families.queries import child_by_id, family_by_id
from backend.protocol.pack import Pack
from backend.schedule import queries
from backend.schedule.plan import plan_child


def plan_amended(engine: Engine, *, pack: Pack, clock: Clock, limit: int = 50) -> int:
    """Plan children who were last planned under another version than today's; how many there were."""
    today = clock.now().astimezone(ZoneInfo(pack.study.zone)).date()
    version = pack.schedule_on(today).version
    with reading(engine) as session:
        behind = queries.planned_under_other(session, version, limit=limit)
    for child_id in behind:
        with transaction(engine) as session:
            child = child_by_id(session, child_id)
            family = family_by_id(session, child.family_id)
            plan_child(session, child=child, family=family, pack=pack, now=clock.now())
    return len(behind)
