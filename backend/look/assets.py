"""Serving the shared style sheet."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles


def mount_look(app: FastAPI) -> None:
    """Serve this package's files under /look."""
    app.mount("/look", StaticFiles(directory=Path(__file__).parent), name="look")
