"""The family's settings: the language of texts, early texts, devices, and out."""

from datetime import time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from backend.db import reading, transaction
from backend.devices.end_device import end_own
from backend.languages import Language, clock_time
from backend.mobile.door_shapes import WantedPreferences
from backend.mobile.guard_routes import EngineOf, SettingsOf
from backend.mobile.my_devices import my_devices
from backend.mobile.page_guard_routes import (
    COOKIE,
    IN,
    LANGUAGE_COOKIE,
    OWN_FORM,
    PREFIX,
    ReaderNow,
    keep_language,
)
from backend.mobile.page_reader import NAMES
from backend.mobile.pages import render
from backend.mobile.preferences import change_preferences, my_preferences

PAGE = f"{PREFIX}/settings"
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[*IN])
Chosen = Annotated[str, Form(max_length=100)]


@router.get("/settings")
def settings_page(
    request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf, done: str = ""
) -> Response:
    """What this caregiver chose, and the devices that get in as them."""
    with reading(engine) as session:
        wants, devices = my_preferences(session, reader.looking), my_devices(session, reader.looking)
    hours = {each: clock_time(time.fromisoformat(each), reader.language) for each in wants.diary_hours}
    response = render(
        "settings.html", reader, section="settings", wants=wants, devices=devices, hours=hours, done=done
    )
    keep_language(response, request, settings)
    return response


@router.post("/settings", dependencies=[*OWN_FORM])
def keep_settings(
    reader: ReaderNow, engine: EngineOf, language: Chosen = "", early_texts: Chosen = "", diary_hour: Chosen = ""
) -> Response:
    """Keep the choices; the page is in the language of texts from now on."""
    hours = [f"{at:%H:%M}" for at in reader.pack.study.hours.diary_hours]
    wanted = WantedPreferences(
        language=Language(language) if language in list(NAMES) else None,
        early_texts=early_texts == "yes",
        diary_hour=diary_hour if diary_hour in hours else None,
    )
    with transaction(engine) as session:
        change_preferences(session, reader.looking, wanted)
    response = RedirectResponse(f"{PAGE}?done=kept", status_code=303)
    response.delete_cookie(LANGUAGE_COOKIE, path=PREFIX)
    return response


@router.post("/devices/{device_id}/end", dependencies=[*OWN_FORM])
def end_device(device_id: str, reader: ReaderNow, engine: EngineOf) -> Response:
    """End one of the caregiver's devices; this very one signs out."""
    me = reader.signed_in
    with transaction(engine) as session:
        end_own(session, device_id, caregiver_id=me.caregiver.id, stream=me.family.code, by=me.actor, now=reader.now)
    if device_id == me.device.id:
        response = RedirectResponse(f"{PREFIX}/door", status_code=303)
        response.delete_cookie(COOKIE, path=PREFIX)
        return response
    return RedirectResponse(f"{PAGE}?done=ended", status_code=303)
