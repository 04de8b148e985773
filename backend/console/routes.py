"""The console as a whole, put into an application; the demo's way in, and the provider's, only where there is one."""

from fastapi import FastAPI

from backend.console import (
    adherence_routes,
    audit_routes,
    caregiver_routes,
    chat_routes,
    concern_routes,
    content_routes,
    demo_routes,
    entrance_routes,
    entry_routes,
    export_routes,
    family_routes,
    oidc_routes,
    propose_routes,
    rota_routes,
    second_factor_routes,
    today_routes,
    transcribe_routes,
)
from backend.pages import HEADERS, POLICY, Headers

ROUTERS = (
    entrance_routes.open_router,
    entrance_routes.router,
    second_factor_routes.router,
    today_routes.router,
    family_routes.router,
    caregiver_routes.router,
    transcribe_routes.router,
    entry_routes.router,
    concern_routes.router,
    propose_routes.router,
    chat_routes.router,
    rota_routes.router,
    adherence_routes.router,
    export_routes.router,
    content_routes.router,
    audit_routes.router,
)
PAGE_HEADERS = {**HEADERS, "Content-Security-Policy": f"{POLICY}; connect-src 'self'"}


def mount_console(app: FastAPI, *, demo: bool, oidc: bool) -> None:
    """Add every page under /console, and the headers that all of them carry."""
    for router in ROUTERS:
        app.include_router(router)
    if demo:
        app.include_router(demo_routes.router)
    if oidc:
        app.include_router(oidc_routes.router)
    app.add_middleware(Headers, prefix="/console", headers=PAGE_HEADERS)
