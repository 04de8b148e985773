"""What is known of a worry in a story, and the call about it."""

from backend.concerns import queries as concerns
from backend.concerns.append import standing_of
from backend.concerns.models import Concern
from backend.concerns.packet import Packet, packet
from backend.concerns.record_call import record_call
from backend.db import reading, transaction
from tests.journeys.study import LIN, Study, moment

BLUE_LIPS = "佢口唇有啲紫，唞气好辛苦"
FEVER = "孩子今天发烧38度8"


def concern(study: Study, number: int = 1) -> Concern:
    with reading(study.engine) as session:
        found = concerns.concern_number(session, number)
        assert found is not None
        return found


def happened(study: Study, number: int = 1) -> list[str]:
    with reading(study.engine) as session:
        return [row.kind for row in concerns.events_of(session, concern(study, number).id)]


def packet_of(study: Study, number: int = 1) -> Packet:
    with reading(study.engine) as session:
        return packet(session, concern(study, number), infusions={}, pack=study.pack, now=study.clock.now())


def calls_home(study: Study, *, reached: bool = True, by: str = "contact:gao") -> None:
    with transaction(study.engine) as session:
        record_call(
            session, 1, reached=reached, note="", by=by, way="console", pack=study.pack, now=study.clock.now()
        )


def writes_down_a_call(study: Study, made: str, *, seen: int | None = None) -> None:
    """The coordinator reached the family at `made`, and writes it down now, on a page that showed `seen` events."""
    with transaction(study.engine) as session:
        record_call(
            session,
            1,
            reached=True,
            note="",
            by=LIN,
            way="console",
            pack=study.pack,
            now=study.clock.now(),
            happened_at=moment(made),
            seen=seen,
        )


def is_as_its_events_say(study: Study) -> bool:
    with reading(study.engine) as session:
        rows = concerns.all_concerns(session)
        stands = [(row, standing_of(session, row)) for row in rows]
    return all(
        (row.level, row.state, row.holder, row.due_by) == (now.level.value, now.state.value, now.holder, now.due_by)
        for row, now in stands
    )
