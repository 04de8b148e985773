"""Commands about worries: what stands open, the packet, a new one, and the export."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from backend.cli import concern_steps, serious_events
from backend.cli.context import open_context
from backend.cli.options import By, Code, Number
from backend.cli.print_concern import at, print_packet, say
from backend.concerns import queries
from backend.concerns.export import export_csv
from backend.concerns.packet import packet
from backend.concerns.raise_concern import raise_concern, staff_signal
from backend.concerns.view import view
from backend.families import queries as families
from backend.schedule.infusions import infusions_of
from backend.triage.understanding import Urgency

app = typer.Typer(
    help="Worries: list, show, raise, ack, call, level, no-call, texts, resolve, reopen, hand-over, sae, export.",
    no_args_is_help=True,
)
concern_steps.add_to(app)
serious_events.add_to(app)


@app.command("list")
def list_command(everything: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False) -> None:
    """Concerns that are not resolved, the most pressing first; and those whose report is due."""
    context = open_context()
    zone = ZoneInfo(context.pack.study.zone)
    with context.read() as session:
        rows = queries.all_concerns(session) if everything else queries.unfinished(session)
    for row in rows:
        due = f"by {at(row.due_by, zone)}" if row.due_by else ""
        report = "serious event to report" if row.sae else ""
        said = "; ".join(each for each in (due, report) if each)
        print(f"{row.number:>5}  {row.level:9} {row.state:12} {row.code:10} {row.holder or '':20} {said}")
    print(f"{len(rows)} concerns")


@app.command("show")
def show_command(number: Number, by: By) -> None:
    """The packet of one concern; looking is written down."""
    context = open_context()
    now = context.clock.now()
    with context.write() as session:
        concern = view(session, number, by=by, now=now)
        children = families.children_of(session, concern.family_id) if concern.family_id else []
        found = packet(session, concern, infusions=infusions_of(session, children), pack=context.pack, now=now)
    print_packet(found, ZoneInfo(context.pack.study.zone))


@app.command("raise")
def raise_command(
    code: Code,
    level: Annotated[Urgency, typer.Option("--level")],
    words: Annotated[str, typer.Option("--words", help="What worries you. Sealed.")],
    by: By,
) -> None:
    """Raise a concern about a child; an urgent one pages whoever is on call."""
    context = open_context()
    now = context.clock.now()
    with context.write() as session:
        child, family = context.child(session, code)
        signal = staff_signal(level=level, words=words, child_code=child.code, by=by, now=now)
        raised = raise_concern(session, signal, family=family, pack=context.pack, now=now)
    say(raised.concern, "is raised" if raised.new else "has it as one more signal")


@app.command("export")
def export_command(
    out: Annotated[Path | None, typer.Option("--out", help="A file; left out, standard output.")] = None,
) -> None:
    """Every concern with every event as CSV, by participant code, all moments in UTC."""
    context = open_context()
    with context.read() as session:
        text = export_csv(session, pack=context.pack, now=context.clock.now())
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8-sig", newline="")
        print(f"Written to {out}.")
