"""The family's pages to read what the study is about: a list, and each document."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from backend.db import reading
from backend.families import queries as families
from backend.mobile.guard_routes import EngineOf, SettingsOf
from backend.mobile.my_documents import my_document, my_documents
from backend.mobile.page_guard_routes import IN, PREFIX, ReaderNow, keep_language
from backend.mobile.pages import render
from backend.settings import Mode

router = APIRouter(prefix=f"{PREFIX}/documents", include_in_schema=False, dependencies=[*IN])


@router.get("")
def documents_page(request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf) -> Response:
    """What there is to read."""
    with reading(engine) as session:
        children = families.children_of(session, reader.signed_in.family.id)
    found = my_documents(reader.looking, children, live=settings.mode is Mode.LIVE)
    called = {child.id: child.called for child in children}
    response = render("documents.html", reader, section="help", documents=found, called=called)
    keep_language(response, request, settings)
    return response


@router.get("/{key}")
def document_page(key: str, request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf) -> Response:
    """One document, word for word."""
    with reading(engine) as session:
        children = families.children_of(session, reader.signed_in.family.id)
    found = my_document(reader.looking, key, children, live=settings.mode is Mode.LIVE)
    response = render("document.html", reader, section="help", document=found)
    keep_language(response, request, settings)
    return response
