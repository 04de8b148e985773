"""Looks that need not be sent again: each answer carries an ETag, and an app that has it is told so."""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

OK, NOT_MODIFIED = 200, 304


class Tagged(APIRoute):
    """A route whose looks carry an ETag of what they show, and may only be kept by the phone itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, its answer tagged."""
        answer = super().get_route_handler()

        async def tagged(request: Request) -> Response:
            response = await answer(request)
            if request.method != "GET" or response.status_code != OK:
                response.headers["Cache-Control"] = "no-store"
                return response
            tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
            headers = {
                "ETag": tag,
                "Cache-Control": "private, no-cache",
                "Vary": "Authorization, Accept-Language",
            }
            if tag in _known(request):
                return Response(status_code=NOT_MODIFIED, headers=headers)
            response.headers.update(headers)
            return response

        return tagged


def _known(request: Request) -> set[str]:
    """The tags that the app has, weak ones as strong ones."""
    written = request.headers.get("if-none-match", "")
    return {tag.strip().removeprefix("W/") for tag in written.split(",")}
