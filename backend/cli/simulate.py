"""The command that lives through a trial year in a minute."""

import shutil
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from backend import logs
from backend.cli.options import day
from backend.settings import load_settings


def simulate_command(
    families: Annotated[int, typer.Option(min=1, max=1000)] = 40,
    months: Annotated[int, typer.Option(min=1, max=36)] = 14,
    seed: int = 7,
    start: Annotated[date, typer.Option(parser=day, metavar="DATE")] = date(2026, 12, 1),
    faults: Annotated[float, typer.Option(min=0, max=0.9, help="How often the provider misbehaves.")] = 0.0,
    pack: Annotated[Path | None, typer.Option(help="The pack's folder.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the database here, for `nuanxin explain`.")] = None,
) -> None:
    """Live through a trial on a simulated clock with the production code; exit code 1 if a promise was broken."""
    from backend.simulation.invariants import check_outcome
    from backend.simulation.report import report
    from backend.simulation.run import Story, run_story

    settings = load_settings()
    logs.configure("ERROR")
    story = Story(families, months, seed, start, faults)
    folder = keep or Path(tempfile.mkdtemp(prefix="nuanxin-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        outcome = run_story(story, pack_folder=pack or settings.pack, folder=folder, progress=_show)
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
        found = check_outcome(outcome)
        print("\n".join(report(outcome, found)))
        print(f"{outcome.seconds:.1f} s, {outcome.steps} steps", file=sys.stderr)
        outcome.close()
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    raise typer.Exit(1 if found else 0)


def _show(now: datetime) -> None:
    if sys.stderr.isatty():
        print(f"\r{now:%Y-%m-%d}", end="", file=sys.stderr, flush=True)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("simulate")(simulate_command)
