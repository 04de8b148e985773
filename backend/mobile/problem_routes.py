"""A refusal to the app: RFC 9457, with a stable type and a sentence in the family's language."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from backend.devices.knock import TooManyKnocksError
from backend.mobile.guard_routes import SignInNeededError, language_of
from backend.mobile.openapi_routes import methods_of
from backend.mobile.refusals import sentence
from backend.mobile.shapes import Problem

PREFIX = "/api/"
MEDIA = "application/problem+json"
WRONG_METHOD = 405


def is_api(request: Request) -> bool:
    """Whether the app asks."""
    return request.url.path.startswith(PREFIX)


def api_problem(request: Request, status: int, kind: str, error: Exception) -> Response:
    """The refusal of what the app asked."""
    language = language_of(request)
    minutes = error.minutes if isinstance(error, TooManyKnocksError) else 0
    body = Problem(
        type=f"urn:nuanxin:{kind}",
        title=kind.replace("-", " "),
        status=status,
        detail=sentence(kind, status, language, {"minutes": minutes}),
        errors=_pointers(error),
    )
    response = JSONResponse(body.model_dump(mode="json"), status_code=status, media_type=MEDIA)
    response.headers.update({"Content-Language": language.value, "Cache-Control": "no-store"})
    if status == WRONG_METHOD:
        response.headers["Allow"] = ", ".join(methods_of(request.url.path))
    if minutes:
        response.headers["Retry-After"] = str(minutes * 60)
    if kind == SignInNeededError.type:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _pointers(error: Exception) -> list[str]:
    """Where in what was sent something is wrong."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    return ["/" + "/".join(str(part) for part in each["loc"][1:]) for each in found]
