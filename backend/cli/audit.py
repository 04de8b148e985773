"""Commands about the audit: whether its chains hold."""

import sys

import typer

from backend.audit.verify import Problem
from backend.audit.verify_all import every_chain
from backend.cli.context import open_context
from backend.db import reading
from backend.families.audit_queries import every_code

app = typer.Typer(help="Whether the audit's chains hold: check.", no_args_is_help=True)


@app.callback()
def _audit() -> None:
    """Keep `check` a command of its own while it is the only one."""


@app.command("check")
def check_command() -> None:
    """Follow every chain to its end, each family's; exit code 1, and where it broke, if any does not hold."""
    engine = open_context().prepared()
    with reading(engine) as session:
        families = every_code(session)
    chains = entries = broken = 0
    first: Problem | None = None
    for chain in every_chain(engine, expected=families):
        chains, entries, broken = chains + 1, entries + chain.entries, broken + bool(chain.problems)
        first = first or next(iter(chain.problems), None)
    if first is None:
        print(f"{chains} chains, {entries} entries: none changed, none missing.")
        return
    print(f"{chains} chains, {entries} entries: {broken} of the chains broken.")
    print(f"The first: {_words(first)}.", file=sys.stderr)
    raise typer.Exit(1)


def _words(problem: Problem) -> str:
    where = "" if problem.seq is None else f" at entry {problem.seq}"
    return f"{problem.stream}{where}: {problem.fault.value}"
