"""Commands about what needs a person."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from backend.cli.context import open_context
from backend.cli.options import By
from backend.concerns import queries
from backend.concerns.close_task import close_task
from backend.devices.hold_phone import hold_phone_of_task

app = typer.Typer(help="What needs a person: list, done.", no_args_is_help=True)


@app.command("list")
def list_command(family: Annotated[str | None, typer.Option(help="Only this family.")] = None) -> None:
    """Open tasks, the most pressing first."""
    context = open_context()
    zone = ZoneInfo(context.pack.study.zone)
    with context.read() as session:
        rows = queries.open_tasks(session, stream=family)
    for row in rows:
        due = f"{row.due_by.astimezone(zone):%Y-%m-%d %H:%M}"
        facts = ", ".join(
            f"{key} {value}" for key, value in row.facts.items() if key in ("visit", "status", "reason")
        )
        words = f" “{row.words}”" if row.words else ""
        print(f"{row.number:>5}  by {due}  {row.kind:18} {row.child_code or row.stream:10} {facts}{words}")
    print(f"{len(rows)} open")


@app.command("done")
def done_command(
    number: int,
    outcome: Annotated[str, typer.Option("--outcome", help="What came of it.")],
    by: By,
    note: Annotated[str, typer.Option("--note", help="Sealed.")] = "",
) -> None:
    """Close a task with its outcome."""
    context = open_context()
    with context.write() as session:
        hold_phone_of_task(session, number)
        task = close_task(session, number, outcome=outcome, note=note, by=by, now=context.clock.now())
    print(f"Task {task.number} ({task.kind}, {task.child_code or task.stream}) is done.")
