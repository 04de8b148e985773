"""Serving the shared style sheets and the little script."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response

FOLDER = Path(__file__).parent
WORKER = "worker.js"
SERVED = (
    "tokens.css",
    "console.css",
    "console.js",
    "adherence.css",
    "family.css",
    "diary.css",
    "family.js",
    "diary.js",
    WORKER,
    "icon.svg",
)


def mount_look(app: FastAPI) -> None:
    """Serve this package's pages' files under /look."""
    app.add_api_route("/look/{name}", _file, include_in_schema=False)


async def _file(name: str) -> Response:
    if name not in SERVED:
        return Response(status_code=404)
    headers = {"Service-Worker-Allowed": "/family"} if name == WORKER else None
    return FileResponse(FOLDER / name, headers=headers)
