"""The command about adherence: figures by whatever they are cut by, as they were known at any moment."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from backend.adherence.bridge import DIFFERENCES, bridge
from backend.adherence.queries import Key, figures
from backend.adherence.scope import Cut, Kind, Scope, asking_of
from backend.adherence.tally import Tally, percent
from backend.cli.context import open_context
from backend.cli.options import MaybeMoment

HEAD = ("on time", "late", "phone", "missed", "to come", "excused", "open", "due", "%")
WIDTH = 8


def adherence_command(
    kind: Annotated[Kind, typer.Argument(help="What was expected.")] = Kind.DIARIES,
    by: Annotated[list[Cut] | None, typer.Option("--by", help="Cut by this; may be given again.")] = None,
    as_of: MaybeMoment = None,
    site: str = "",
    child: Annotated[str, typer.Option(metavar="CODE")] = "",
    instrument: str = "",
    period: Annotated[str, typer.Option(help="An anchor, such as infusion-1.")] = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
    beside: Annotated[bool, typer.Option("--bridge", help="BridgeServer2's figure beside ours.")] = False,
) -> None:
    """On time ÷ (closed − excused), with late, told by phone and missed beside it; by participant code."""
    context = open_context()
    zone = ZoneInfo(context.pack.study.zone)
    at = as_of.replace(tzinfo=zone) if as_of is not None else context.clock.now()
    asking = asking_of(context.pack, at.astimezone(zone).date())
    scope = Scope(site=site, child=child, instrument=instrument, period=period, asking=asking)
    with context.read() as session:
        found = figures(session, kind, scope, by=by or [], as_of=at)
        theirs = bridge(session, kind, scope, as_of=at) if beside else None
    print(_as_json(found, by or [], at) if as_json else _as_table(found, by or [], at.astimezone(zone)))
    if theirs is not None:
        print(f"by BridgeServer2's definition: {theirs.completed} of {theirs.offered}, {theirs.percent} %")
        print("\n".join(f"  {each}" for each in DIFFERENCES))


def _as_table(found: Mapping[Key, Tally], by: list[Cut], at: datetime) -> str:
    names = [" ".join(map(str, key)) or "all" for key in found]
    width = max(map(len, [*names, " ".join(by)]), default=0)
    lines = [
        f"as known at {at:%Y-%m-%d %H:%M}",
        " ".join(by).ljust(width) + "".join(each.rjust(WIDTH) for each in HEAD),
    ]
    for name, tally in zip(names, found.values(), strict=True):
        rate = percent(tally.rate)
        numbers = (
            tally.on_time,
            tally.late,
            tally.transcribed,
            tally.missed,
            tally.overdue,
            tally.excused,
            tally.open,
            tally.due,
            "–" if rate is None else rate,
        )
        lines.append(name.ljust(width) + "".join(str(each).rjust(WIDTH) for each in numbers))
    return "\n".join(lines)


def _as_json(found: Mapping[Key, Tally], by: list[Cut], at: datetime) -> str:
    rows = [
        {
            **{cut.value: str(value) for cut, value in zip(by, key, strict=True)},
            **asdict(tally),
            "due": tally.due,
            "rate": float(tally.rate) if tally.rate is not None else None,
        }
        for key, tally in found.items()
    ]
    return json.dumps({"as_of": at.isoformat(), "figures": rows}, ensure_ascii=False, indent=1)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("adherence")(adherence_command)
