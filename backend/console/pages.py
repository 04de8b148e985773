"""Turning a template into a page; what every page carries is put in here."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from backend.console.reader import LANGUAGES, Reader
from backend.pages import templates

_templates = templates(Path(__file__).parent / "templates")


def render(template: str, reader: Reader, *, status: int = 200, **values: Any) -> HTMLResponse:
    """`template` as `reader` reads it."""
    html = _templates.get_template(template).render(
        _=reader.say, reader=reader, language=reader.language, languages=LANGUAGES, **values
    )
    return HTMLResponse(html, status_code=status)
