"""Commands about the database."""

import tempfile
from pathlib import Path

import typer

from backend import vault
from backend.cli.context import open_context
from backend.db import open_engine
from backend.migrate import differences, upgrade, write_revision

app = typer.Typer(help="Bring the database up to date, or check migrations.", no_args_is_help=True)


@app.command("upgrade")
def upgrade_command() -> None:
    """Apply the migrations that are missing."""
    context = open_context()
    upgrade(context.engine)
    print("The database has this version's tables.")


@app.command("check")
def check_command() -> None:
    """Check, on an empty database, that the migrations give exactly the models' tables."""
    found = _on_empty(differences_only=True)
    print("\n".join(found) or "The migrations give exactly the models' tables.")
    raise typer.Exit(1 if found else 0)


@app.command("revise", hidden=True)
def revise_command(message: str) -> None:
    """Write a migration from the models' differences (for developers)."""
    _on_empty(message=message)


def _on_empty(*, differences_only: bool = False, message: str = "") -> list[str]:
    vault.unlock(vault.KeyRing({"none": bytes(32)}, bytes(32)))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        try:
            upgrade(engine)
            if differences_only:
                return differences(engine)
            write_revision(engine, message)
        finally:
            engine.dispose()
    return []
