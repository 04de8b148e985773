"""All commands under one name, each loaded when it is asked for, with refusals printed as sentences."""

import sys
from importlib import import_module

import typer
from typer.core import TyperCommand, TyperGroup

from backend.errors import NuanxinError

COMMANDS = {
    "serving": ("serve", "worker", "demo"),
    "families": ("enrol", "withdraw", "pause", "resume", "phone", "language"),
    "visits": ("anchor", "book", "cancel-visit", "attend", "miss"),
    "adherence": ("adherence",),
    "simulate": ("simulate",),
    "understand": ("understand",),
    "ask": ("ask", "train-questions", "score-questions"),
}
"""Modules and the commands that their `add_to` adds."""

GROUPS = {
    "card": "cards",
    "diary": "diary",
    "tasks": "tasks",
    "concerns": "concerns",
    "rota": "rota",
    "staff": "staff",
    "explain": "explain",
    "audit": "audit",
    "pack": "pack",
    "db": "database",
    "model": "model",
}
"""Groups of commands, and the module whose `app` each one is."""

_module_of = {command: module for module, commands in COMMANDS.items() for command in commands} | GROUPS


class LoadedOnUse(TyperGroup):
    """Commands whose modules are imported when they are called: a look at the tasks needs no web server."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Every command, in the order of the help page."""
        del ctx
        return list(_module_of)

    def get_command(  # type: ignore[override]
        self, ctx: typer.Context, cmd_name: str
    ) -> TyperCommand | TyperGroup | None:
        """The command, or None if there is none of that name."""
        del ctx
        if cmd_name not in _module_of:
            return None
        module = import_module(f"backend.cli.{_module_of[cmd_name]}")
        part = typer.Typer()
        if cmd_name in GROUPS:
            part.add_typer(module.app, name=cmd_name)
        else:
            module.add_to(part)
        return typer.main.get_group(part).commands[cmd_name]  # type: ignore[return-value]


app = typer.Typer(
    cls=LoadedOnUse,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Nuanxin 暖信 keeps a children's clinical trial and its families in touch.",
)


@app.callback()
def _nuanxin() -> None:
    pass


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    try:
        app()
    except NuanxinError as refusal:
        print(f"{refusal}", file=sys.stderr)
        sys.exit(1)
