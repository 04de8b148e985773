"""/api/v1: who is signed in, their children, devices and preferences."""

from fastapi import APIRouter, Response

from backend.db import reading, transaction
from backend.devices.end_device import end_own
from backend.families.pause_queries import is_paused
from backend.languages import Language
from backend.mobile.door_shapes import ChildShown, DeviceShown, May, Preferences, WantedPreferences
from backend.mobile.door_shapes import Me as MeShown
from backend.mobile.guard_routes import GUARDED, SOME, After, EngineOf, Limit, LookingNow
from backend.mobile.my_children import my_children
from backend.mobile.my_devices import my_devices
from backend.mobile.paging import page_of
from backend.mobile.preferences import change_preferences, my_preferences
from backend.mobile.reach import reach_of
from backend.mobile.shapes import PAGED, Page, Problem, Refusals
from backend.mobile.tagged_routes import Tagged

NOT_YOURS: Refusals = {404: {"model": Problem, "description": "There is none, or it is not yours."}}
NOT_OFFERED: Refusals = {
    409: {"model": Problem, "description": "Nobody is reminded at that hour; choose of those shown."}
}
router = APIRouter(prefix="/api/v1", tags=["me"], route_class=Tagged, dependencies=[*GUARDED])


@router.get("/me")
def me(looking: LookingNow, engine: EngineOf) -> MeShown:
    """Who is signed in, what their role may do, and how to reach help."""
    mine, family = looking.me.caregiver, looking.me.family
    reach = reach_of(family, looking.pack)
    with reading(engine) as session:
        paused = is_paused(session, family.id)
    return MeShown(
        called=mine.called,
        relation=mine.relation,
        role=mine.role,
        language=Language(mine.language),
        zone=family.zone,
        may=May(keep_diary=True, answer_visits=True, consent=looking.me.may_consent),
        paused=paused,
        study_phone=reach.study_phone or None,
        emergency=list(reach.emergency),
    )


@router.get("/children", responses={**PAGED})
def children(looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME) -> Page[ChildShown]:
    """The caregiver's children in the study."""
    with reading(engine) as session:
        found = my_children(session, looking.me, now=looking.now)
    return page_of(found, lambda child: child.id, after=after, limit=limit)


@router.get("/devices", responses={**PAGED})
def list_devices(looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME) -> Page[DeviceShown]:
    """The caregiver's devices, the last used first."""
    with reading(engine) as session:
        found = my_devices(session, looking)
    return page_of(found, lambda device: device.id, after=after, limit=limit)


@router.delete("/devices/{device_id}", status_code=204, responses={**NOT_YOURS})
def end_device(device_id: str, looking: LookingNow, engine: EngineOf) -> Response:
    """End a device, such as a lost phone; again, it stays ended."""
    mine = looking.me
    with transaction(engine) as session:
        end_own(
            session,
            device_id,
            caregiver_id=mine.caregiver.id,
            stream=mine.family.code,
            by=mine.actor,
            now=looking.now,
        )
    return Response(status_code=204)


@router.get("/preferences")
def preferences(looking: LookingNow, engine: EngineOf) -> Preferences:
    """The language and the hours this caregiver chose."""
    with reading(engine) as session:
        return my_preferences(session, looking)


@router.put("/preferences", responses={**NOT_OFFERED})
def put_preferences(body: WantedPreferences, looking: LookingNow, engine: EngineOf) -> Preferences:
    """Change what is given; the rest stays."""
    with transaction(engine) as session:
        return change_preferences(session, looking, body)
