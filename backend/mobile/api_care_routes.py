"""/api/v1: visits and the answers to them, messages, and the family's own worries."""

from fastapi import APIRouter

from backend.db import reading, transaction
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.mobile.answer_visit import answer_visit
from backend.mobile.care_shapes import MessageShown, VisitAnswer, VisitAnswered, VisitShown, Worry
from backend.mobile.guard_routes import GUARDED, SOME, After, EngineOf, Limit, LookingNow
from backend.mobile.my_children import my_child
from backend.mobile.my_messages import my_messages
from backend.mobile.my_visits import my_visit, my_visits
from backend.mobile.my_worries import my_worries
from backend.mobile.paging import page_of
from backend.mobile.shapes import PAGED, Page, Problem, Refusals
from backend.mobile.tagged_routes import Tagged

NOT_YOURS: Refusals = {404: {"model": Problem, "description": "There is none, or it is not of a child of yours."}}
MOVED: Refusals = {409: {"model": Problem, "description": "That appointment no longer stands; look again."}}
router = APIRouter(prefix="/api/v1", tags=["care"], route_class=Tagged, dependencies=[*GUARDED])


@router.get("/schedule", responses={**PAGED})
def schedule(looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME) -> Page[VisitShown]:
    """The visits of all the caregiver's children, in order of time."""
    with reading(engine) as session:
        found = my_visits(session, looking, families.children_of(session, looking.me.family.id))
    return page_of(found, lambda visit: f"{visit.child_id}.{visit.visit}", after=after, limit=limit)


@router.get("/children/{child_id}/visits", responses={**NOT_YOURS})
def visits(
    child_id: str, looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME
) -> Page[VisitShown]:
    """The visits of one child, in order of time."""
    with reading(engine) as session:
        found = my_visits(session, looking, [my_child(session, looking.me, child_id)])
    return page_of(found, lambda visit: f"{visit.child_id}.{visit.visit}", after=after, limit=limit)


@router.get("/children/{child_id}/visits/{visit}", responses={**NOT_YOURS})
def visit(child_id: str, visit: str, looking: LookingNow, engine: EngineOf) -> VisitShown:
    """One visit as it stands."""
    with reading(engine) as session:
        found = my_visit(session, looking, my_child(session, looking.me, child_id), visit)
    if found is None:
        raise NotFoundError("There is no such visit.")
    return found


@router.put("/children/{child_id}/visits/{visit}/answer", responses={**NOT_YOURS, **MOVED})
def answer(child_id: str, visit: str, body: VisitAnswer, looking: LookingNow, engine: EngineOf) -> VisitAnswered:
    """Say that you come, or that you need another time; it counts for the appointment you name."""
    with transaction(engine) as session:
        child = my_child(session, looking.me, child_id)
        if my_visit(session, looking, child, visit) is None:
            raise NotFoundError("There is no such visit.")
        by = answer_visit(session, looking, child, visit, answer=body.answer, appointment_at=body.appointment_at)
        stands = my_visit(session, looking, child, visit)
    if stands is None:
        raise NotFoundError("There is no such visit.")
    return VisitAnswered(visit=stands, read_by=looking.local(by) if by else None)


@router.get("/messages", responses={**PAGED})
def messages(looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME) -> Page[MessageShown]:
    """Every text to this caregiver's phone, the newest first, with where it got to."""
    with reading(engine) as session:
        return my_messages(session, looking.me, after=after, limit=limit)


@router.get("/concerns", responses={**PAGED})
def concerns(looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME) -> Page[Worry]:
    """What the family wrote that worried us, what we answered, and whether somebody has it."""
    with reading(engine) as session:
        found = my_worries(session, looking.me)
    return page_of(found, lambda worry: worry.id, after=after, limit=limit)
