"""The family's side as a whole, put into an application."""

from fastapi import FastAPI

from backend.mobile import openapi_routes
from backend.web import SmallBodies

LARGEST = 1024 * 1024


def mount_mobile(app: FastAPI) -> None:
    """Add /api/v1 with its description."""
    for router in (*openapi_routes.API_ROUTERS, openapi_routes.router):
        app.include_router(router)
    app.add_middleware(SmallBodies, prefix="/api/", most=LARGEST)
