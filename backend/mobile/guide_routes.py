"""The family's pages of guides: all of them under their headings, and each by itself."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from backend.mobile.guard_routes import SettingsOf
from backend.mobile.my_guides import my_guide, my_guides, under_headings
from backend.mobile.page_guard_routes import IN, PREFIX, ReaderNow, keep_language
from backend.mobile.pages import render
from backend.settings import Mode

router = APIRouter(prefix=f"{PREFIX}/guides", include_in_schema=False, dependencies=[*IN])


@router.get("")
def guides(request: Request, reader: ReaderNow, settings: SettingsOf) -> Response:
    """Every guide in short."""
    found = my_guides(reader.looking, live=settings.mode is Mode.LIVE)
    response = render("guides.html", reader, section="guides", guides=under_headings(found))
    keep_language(response, request, settings)
    return response


@router.get("/{topic}")
def guide(topic: str, request: Request, reader: ReaderNow, settings: SettingsOf) -> Response:
    """One guide with all it says, and the others under its heading."""
    live = settings.mode is Mode.LIVE
    found = my_guide(reader.looking, topic, live=live)
    others = [each for each in my_guides(reader.looking, live=live) if each.group == found.group]
    response = render("guide.html", reader, section="guides", guide=found, others=others)
    keep_language(response, request, settings)
    return response
