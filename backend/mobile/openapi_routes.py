"""The description of /api/v1 for whoever builds the app; its examples are answers as they truly look."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from backend.mobile import (
    api_auth_routes,
    api_care_routes,
    api_chat_routes,
    api_diary_routes,
    api_document_routes,
    api_guide_routes,
    api_me_routes,
)
from backend.mobile.shapes import Problem, Shape

API_ROUTERS = (
    api_auth_routes.open_router,
    api_auth_routes.router,
    api_me_routes.router,
    api_care_routes.router,
    api_chat_routes.router,
    api_diary_routes.router,
    api_document_routes.router,
    api_guide_routes.router,
)
ABOUT = """The app of the families. A device signs in once, with the card and a code, and keeps its token.

Writes are idempotent. Looks carry an ETag; send it back as `If-None-Match`. Lists come in pages; `next` is the
cursor of the page after. Refusals are RFC 9457 problems: go by `type`, show `detail`, which is in the language that
`Accept-Language` asks for, else in the caregiver's.
"""
INVALID = {"description": "Something sent is not right; `errors` points at it."}
UNREADABLE = {"description": "The body cannot be read."}
TOO_LARGE = {"description": "The body is larger than 1 MiB."}
SIGN_IN = {"description": "The device is not signed in, or no longer."}
MEDIA = "application/problem+json"
PROBLEM = {"$ref": "#/components/schemas/Problem"}
router = APIRouter(prefix="/api/v1", include_in_schema=False)


@router.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """The description."""
    return described()


@cache
def described() -> dict[str, Any]:
    """OpenAPI 3.1 of all routes of /api/v1."""
    routes = [route for each in API_ROUTERS for route in each.routes]
    found = get_openapi(title="Nuanxin 暖信", version="1", description=ABOUT, routes=routes)
    found["components"]["schemas"] |= {"Problem": Problem.model_json_schema()}
    for shape in _below(Shape):
        if shape.__name__ in found["components"]["schemas"] and "json_schema_extra" in shape.model_config:
            found["components"]["schemas"][shape.__name__] |= shape.model_config["json_schema_extra"]  # with nulls
    for unused in ("HTTPValidationError", "ValidationError"):
        found["components"]["schemas"].pop(unused, None)
    for path in found["paths"].values():
        for method, operation in path.items():
            _tell_all(method, operation)
    return found


def _below(shape: type[Shape]) -> Iterator[type[Shape]]:
    """Every shape that is one of these."""
    for each in shape.__subclasses__():
        yield each
        yield from _below(each)


def _tell_all(method: str, operation: dict[str, Any]) -> None:
    """Add the answers that every operation of its kind may give."""
    answers = operation["responses"]
    if "422" in answers and _own(answers["422"]) is None:
        answers["422"] = dict(INVALID)
    if "requestBody" in operation:
        answers |= {"400": dict(UNREADABLE), "413": dict(TOO_LARGE)}
    if "security" in operation:
        answers["401"] = dict(SIGN_IN)
    if method == "get":
        answers["200"]["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "Of what is shown."}}
        answers["304"] = {"description": "You have it already: its tag was in `If-None-Match`."}
    for status, answer in answers.items():
        if status >= "400":
            own = _own(answer)
            schema = {"anyOf": [own, PROBLEM]} if own is not None else PROBLEM
            answer["content"] = {MEDIA: {"schema": schema}}


def _own(answer: dict[str, Any]) -> dict[str, Any] | None:
    """The shape a route gives to a refusal of its own; None for the usual one."""
    schema: dict[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
    usual = ("", "#/components/schemas/Problem", "#/components/schemas/HTTPValidationError")
    return None if schema.get("$ref", "") in usual else schema


def methods_of(path: str) -> list[str]:
    """What may be asked at an address: all its routes' methods, where the framework knows of the first alone."""
    paths = described()["paths"].items()
    return [
        method.upper()
        for shape, operations in paths
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", shape), path)
        for method in sorted(operations)
    ]
