"""The demo's way in: its address signs in by itself, as an invented coordinator. Live mode never mounts this."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from backend.console.entrance_routes import enter
from backend.console.guard_routes import ClockOf, EngineOf, SettingsOf
from backend.console.reader import LANGUAGES
from backend.db import transaction
from backend.errors import NotFoundError
from backend.languages import Language
from backend.settings import Mode
from backend.staff import queries
from backend.staff.choose_language import choose_language
from backend.staff.sign_in import sign_in_as

DEMO_NAME = "lin.lan"

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/demo")
def demo(request: Request, engine: EngineOf, clock: ClockOf, settings: SettingsOf) -> Response:
    """In as the demo's coordinator, in the language asked for. Raises NotFoundError where there is no demo."""
    if settings.mode is not Mode.DEMO:
        raise NotFoundError("Not Found")
    with transaction(engine) as session:
        member = queries.find_by_name(session, DEMO_NAME)
        if member is None:
            raise NotFoundError("The demo has no staff; start it with `make run`.")
        wanted = request.query_params.get("lang")
        if wanted in LANGUAGES:
            choose_language(session, staff_id=member.id, language=Language(wanted), now=clock.now())
        token = sign_in_as(session, member, now=clock.now())
    return enter(token, settings)
