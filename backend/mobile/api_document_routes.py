"""/api/v1: consent and assent materials and the privacy notice, to read."""

from fastapi import APIRouter

from backend.db import reading
from backend.families import queries as families
from backend.mobile.document_shapes import DocumentShown, DocumentWhole
from backend.mobile.guard_routes import GUARDED, SOME, After, EngineOf, Limit, LookingNow, SettingsOf
from backend.mobile.my_documents import my_document, my_documents
from backend.mobile.paging import page_of
from backend.mobile.shapes import PAGED, Page, Problem, Refusals
from backend.mobile.tagged_routes import Tagged
from backend.settings import Mode

NOT_HERE: Refusals = {404: {"model": Problem, "description": "There is no such document to read."}}
router = APIRouter(prefix="/api/v1", tags=["documents"], route_class=Tagged, dependencies=[*GUARDED])


@router.get("/documents", responses={**PAGED})
def documents(
    looking: LookingNow, engine: EngineOf, settings: SettingsOf, after: After = "", limit: Limit = SOME
) -> Page[DocumentShown]:
    """What there is to read about the study, for guardians and delegates alike."""
    with reading(engine) as session:
        children = families.children_of(session, looking.me.family.id)
    found = my_documents(looking, children, live=settings.mode is Mode.LIVE)
    return page_of(found, lambda each: each.key, after=after, limit=limit)


@router.get("/documents/{key}", responses={**NOT_HERE})
def document(key: str, looking: LookingNow, engine: EngineOf, settings: SettingsOf) -> DocumentWhole:
    """One document, word for word. Reading it is not agreeing to it."""
    with reading(engine) as session:
        children = families.children_of(session, looking.me.family.id)
    return my_document(looking, key, children, live=settings.mode is Mode.LIVE)
