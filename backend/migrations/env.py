"""Alembic's entry: runs migrations over the connection that `backend.migrate` hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from backend.db import JSONText, UTCDateTime
from backend.tables import metadata
from backend.vault import Sealed


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our column types by name, so that a generated migration runs as it is."""
    if kind == "type" and isinstance(item, UTCDateTime | JSONText):
        autogen.imports.add("import backend.db")
        return f"backend.db.{type(item).__name__}()"
    if kind == "type" and isinstance(item, Sealed):
        autogen.imports.add("import backend.vault")
        return f"backend.vault.Sealed({item.purpose!r})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
