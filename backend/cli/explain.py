"""Commands that say why."""

import typer

from backend.cli.context import open_context
from backend.cli.options import Day, Read
from backend.explain.family_day import explain_day
from backend.explain.message import explain_message
from backend.languages import Language

app = typer.Typer(help="Why a message was, or was not, sent.", no_args_is_help=True)


@app.command("message")
def message_command(message_id: str, language: Read = Language.EN) -> None:
    """The whole story of one message."""
    context = open_context()
    with context.read() as session:
        print("\n".join(explain_message(session, message_id, language=language)))


@app.command("family")
def family_command(code: str, on: Day, language: Read = Language.EN) -> None:
    """A family's day: what was due, what was sent, what was not and why."""
    context = open_context()
    with context.read() as session:
        print("\n".join(explain_day(session, code, on, pack=context.pack, language=language)))
