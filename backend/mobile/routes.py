"""The family's side as a whole, put into an application."""

from fastapi import FastAPI

from backend.mobile import (
    diary_fill_routes,
    diary_routes,
    diary_sync_routes,
    document_routes,
    door_routes,
    guide_routes,
    openapi_routes,
    page_routes,
    settings_routes,
    write_routes,
)
from backend.pages import HEADERS, POLICY, Headers
from backend.web import SmallBodies

LARGEST, LARGEST_FORM = 1024 * 1024, 64 * 1024
PAGES = (
    door_routes.card_router,
    door_routes.router,
    page_routes.router,
    write_routes.router,
    settings_routes.router,
    guide_routes.router,
    diary_fill_routes.router,
    diary_routes.router,
    diary_sync_routes.router,
    document_routes.router,
)
PAGE_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": f"{POLICY}; connect-src 'self'; worker-src 'self'; manifest-src 'self'",
}


def mount_mobile(app: FastAPI) -> None:
    """Add /api/v1 with its description, and the family's pages."""
    for router in (*openapi_routes.API_ROUTERS, openapi_routes.router, *PAGES):
        app.include_router(router)
    app.add_middleware(SmallBodies, prefix="/api/", most=LARGEST)
    for prefix in ("/family", "/f/"):
        app.add_middleware(SmallBodies, prefix=prefix, most=LARGEST_FORM)
        app.add_middleware(Headers, prefix=prefix, headers=PAGE_HEADERS)
