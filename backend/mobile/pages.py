"""Turning a template into a page of the family; what every page carries is put in here."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from backend.diary.form_fields import may_skip, shown
from backend.mobile.diary_rules import rules_of
from backend.mobile.diary_screen import level_of, needs_numbers
from backend.mobile.page_reader import NAMES, FamilyReader
from backend.pages import templates

_templates = templates(Path(__file__).parent / "templates")
_templates.globals |= {
    "empty": shown(None),
    "level_of": level_of,
    "may_skip": may_skip,
    "needs_numbers": needs_numbers,
    "rules_of": rules_of,
}


def render(
    template: str, reader: FamilyReader, *, section: str = "", token: str = "", status: int = 200, **values: Any
) -> HTMLResponse:
    """`template` as `reader` reads it. `token` is what its forms carry: the device's own, unless it is the door's."""
    carried = token or (reader.me.form_token if reader.me else "")
    html = _templates.get_template(template).render(
        _=reader.say,
        reader=reader,
        language=reader.language,
        languages=NAMES,
        lang_link=_lang_link(reader.here),
        section=section,
        token=Markup('<input type="hidden" name="form_token" value="{}">').format(carried),
        **values,
    )
    return HTMLResponse(html, status_code=status)


def _lang_link(here: str) -> str:
    """This page's address, ready for a language to be added."""
    return f"{here}{'&' if '?' in here else '?'}lang="
