"""In by the hospital's own accounts, where a provider is set: there and back, with what is carried kept sealed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from backend import vault
from backend.console.entrance_routes import enter, inside, sign_in_again
from backend.console.guard_routes import EngineOf, SettingsOf, Stranger
from backend.languages import marked
from backend.pages import is_secure
from backend.staff.oidc import (
    LIFE,
    Journey,
    Provider,
    ProviderRefusedError,
    ProviderUnreachableError,
    begin,
    finish,
)
from backend.staff.sign_in import SignInRefusedError, sign_in_by_provider

PATH = "/console/oidc"
COOKIE, PURPOSE = "nuanxin_journey", "oidc-journey"
REFUSED = marked("The hospital's account did not let you in. Try once more, or ask an administrator.")
UNREACHABLE = marked("The hospital's accounts do not answer now. Sign in with your password.")
router = APIRouter(prefix=PATH, include_in_schema=False)


def provider_of(settings: SettingsOf) -> Provider:
    """The provider that is set."""
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        claim=settings.oidc_claim,
        back=f"{settings.public_base_url.rstrip('/')}{PATH}/back",
        timeout=settings.oidc_timeout_seconds,
    )


ProviderNow = Annotated[Provider, Depends(provider_of)]


@router.get("")
def leave(request: Request, reader: Stranger, settings: SettingsOf, provider: ProviderNow, to: str = "") -> Response:
    """Off to the provider."""
    try:
        address, journey = begin(provider, to=inside(to), now=reader.now)
    except ProviderUnreachableError as error:
        return sign_in_again(request, reader, settings, to=to, error=UNREACHABLE, status=error.status_code)
    response = RedirectResponse(address, status_code=303)
    response.set_cookie(
        COOKIE,
        vault.ring().seal(journey.model_dump_json(), PURPOSE),
        max_age=int(LIFE.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=is_secure(settings),
    )
    return response


@router.get("/back")
def back(
    request: Request,
    reader: Stranger,
    engine: EngineOf,
    settings: SettingsOf,
    provider: ProviderNow,
    state: str = "",
    code: str = "",
) -> Response:
    """Back from the provider, into the console."""
    journey = _carried(request)
    to = journey.to if journey is not None else ""
    try:
        if journey is None:
            raise ProviderRefusedError("This sign-in was not begun in this browser.")
        name = finish(provider, journey, state=state, code=code, now=reader.now)
        response = enter(sign_in_by_provider(engine, name, now=reader.now), settings, to=to)
    except (ProviderRefusedError, SignInRefusedError):
        response = sign_in_again(request, reader, settings, to=to, error=REFUSED, status=403)
    except ProviderUnreachableError as error:
        response = sign_in_again(request, reader, settings, to=to, error=UNREACHABLE, status=error.status_code)
    response.delete_cookie(COOKIE, path=PATH)
    return response


def _carried(request: Request) -> Journey | None:
    """What this browser carried; None if it is not ours."""
    try:
        return Journey.model_validate_json(vault.ring().open(request.cookies.get(COOKIE, ""), PURPOSE))
    except (vault.VaultError, ValueError):
        return None
