"""Turning a template into a page; what every page carries is put in here."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.console.reader import LANGUAGES, Reader

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, reader: Reader, *, status: int = 200, **values: Any) -> HTMLResponse:
    """`template` as `reader` reads it."""
    html = _templates.get_template(template).render(
        _=reader.say, reader=reader, language=reader.language, languages=LANGUAGES, **values
    )
    return HTMLResponse(html, status_code=status)
