"""Commands about the study pack."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from backend.clock import SystemClock
from backend.concerns.rota import gaps
from backend.protocol.approve import approve
from backend.protocol.check import check_pack
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.settings import load_settings

app = typer.Typer(help="Check a study pack; record approvals of its wording.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Argument(help="The pack's folder; the configured one if left out.")]


@app.command("check")
def check_command(folder: Folder = None) -> None:
    """Say what the pack holds and what is wrong; exit code 1 for errors, approvals and warnings apart."""
    pack = load_pack(folder or load_settings().pack)
    report, empty = check_pack(pack), _days_without_anybody(pack)
    print("\n".join([*empty, *report.lines()]))
    raise typer.Exit(0 if report.clean and not empty else 1)


def _days_without_anybody(pack: Pack) -> list[str]:
    """An error for each day ahead on which the pack's rota leaves hours to nobody; a pack without a rota is a gap."""
    if not pack.study.contact.rota:
        return []
    moments = gaps(pack, (), since=SystemClock().now())
    days = sorted({moment.astimezone(pack.study.zone_info).date() for moment in moments})
    return [f"error: study.yaml: contact.rota leaves nobody on call on {day}" for day in days]


@app.command("approve")
def approve_command(
    kind: Annotated[
        str,
        typer.Argument(
            help="What is approved: visit-confirm, guide.urine.24h, instrument-daily; `triage` is the lists of signs."
        ),
    ],
    reference: Annotated[str, typer.Option("--reference", help="The committee's or site's reference.")],
    by: Annotated[str, typer.Option("--by", help="Who approved it.")],
    folder: Annotated[Path | None, typer.Option("--pack", help="The pack's folder.")] = None,
) -> None:
    """Record that the wording as it stands, in both languages, is approved."""
    folder = folder or load_settings().pack
    today = SystemClock().now().astimezone(ZoneInfo(load_pack(folder).study.zone)).date()
    given = approve(folder, kind, reference=reference, by=by, on=today)
    print(f"{given.kind} is approved in version {given.version}, {given.reference}, by {given.by}.")
