"""All commands under one name, with refusals printed as sentences."""

import sys

import typer

from backend.cli import (
    cards,
    concerns,
    database,
    explain,
    families,
    model,
    pack,
    rota,
    serving,
    simulate,
    staff,
    tasks,
    understand,
    visits,
)
from backend.errors import NuanxinError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Nuanxin 暖信 keeps a children's clinical trial and its families in touch.",
)
serving.add_to(app)
families.add_to(app)
visits.add_to(app)
app.add_typer(cards.app, name="card")
app.add_typer(tasks.app, name="tasks")
app.add_typer(concerns.app, name="concerns")
app.add_typer(rota.app, name="rota")
app.add_typer(staff.app, name="staff")
app.add_typer(explain.app, name="explain")
app.add_typer(pack.app, name="pack")
app.add_typer(database.app, name="db")
simulate.add_to(app)
understand.add_to(app)
app.add_typer(model.app, name="model")


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    try:
        app()
    except NuanxinError as refusal:
        print(f"{refusal}", file=sys.stderr)
        sys.exit(1)
