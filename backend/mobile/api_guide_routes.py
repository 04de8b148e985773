"""/api/v1: the guides, which are the same for every family but for the numbers to call where it is."""

from fastapi import APIRouter

from backend.mobile.guard_routes import GUARDED, SOME, After, Limit, LookingNow, SettingsOf
from backend.mobile.guide_shapes import GuideShown, GuideWhole
from backend.mobile.my_guides import my_guide, my_guides
from backend.mobile.paging import page_of
from backend.mobile.shapes import PAGED, Page, Problem, Refusals
from backend.mobile.tagged_routes import Tagged
from backend.settings import Mode

NO_GUIDE: Refusals = {
    404: {"model": Problem, "description": "There is no such guide, or nobody has approved it yet."}
}
router = APIRouter(prefix="/api/v1", tags=["guides"], route_class=Tagged, dependencies=[*GUARDED])


@router.get("/guides", responses={**PAGED})
def guides(looking: LookingNow, settings: SettingsOf, after: After = "", limit: Limit = SOME) -> Page[GuideShown]:
    """All guides in short, in the order of their headings."""
    found = my_guides(looking, live=settings.mode is Mode.LIVE)
    return page_of(found, lambda each: each.topic, after=after, limit=limit)


@router.get("/guides/{topic}", responses={**NO_GUIDE})
def guide(topic: str, looking: LookingNow, settings: SettingsOf) -> GuideWhole:
    """One guide with all it says."""
    return my_guide(looking, topic, live=settings.mode is Mode.LIVE)
