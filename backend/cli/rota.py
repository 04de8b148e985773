"""Commands about the rota: who is on call, absences, and tests that pages reach people and can be answered."""

import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from backend.channels.twilio import ChannelDown
from backend.cli.context import Context, open_context
from backend.cli.options import By, day
from backend.cli.serving import tools_of
from backend.concerns import queries
from backend.concerns.prove_contacts import send_tests, unproven
from backend.concerns.rota import on_call, set_absent, swap
from backend.concerns.watch_rota import watch_rota
from backend.inbox.fetch import fetch_missed
from backend.inbox.process import process_waiting

app = typer.Typer(help="Who is on call: show, absent, swap, test.", no_args_is_help=True)
LOOK_EVERY = 10
Since = Annotated[date, typer.Option("--from", parser=day, metavar="DATE")]
Until = Annotated[date, typer.Option("--until", parser=day, metavar="DATE", help="The last of these days.")]
Reason = Annotated[str, typer.Option("--reason", help="Sealed.")]
Key = Annotated[str, typer.Argument(help="A key of the rota.")]


@app.command("show")
def show_command(days: Annotated[int, typer.Option(help="How many days ahead.")] = 14) -> None:
    """Who is on call at noon of each day ahead, in the order of paging, and who was never tested."""
    context = open_context()
    zone = ZoneInfo(context.pack.study.zone)
    today = context.clock.now().astimezone(zone).date()
    with context.read() as session:
        facts, untested = queries.rota_facts(session), unproven(session, context.pack)
    for ahead in range(days):
        noon = datetime.combine(today + timedelta(days=ahead), datetime.min.time(), zone) + timedelta(hours=12)
        keys = " > ".join(each.key for each in on_call(context.pack, facts, noon)) or "NOBODY"
        print(f"{noon:%Y-%m-%d %a}  {keys}")
    print("\n".join(untested))


@app.command("absent")
def absent_command(key: Key, since: Since, until: Until, by: By, reason: Reason = "") -> None:
    """Take somebody off the rota for some days."""
    context = open_context()
    from_at, until_at = _span(context, since, until)
    with context.write() as session:
        set_absent(
            session,
            key=key,
            from_at=from_at,
            until_at=until_at,
            reason=reason,
            by=by,
            pack=context.pack,
            now=context.clock.now(),
        )
        watch_rota(session, pack=context.pack, live=context.live, now=context.clock.now())
    print(f"{key} is away from {since} to {until}.")


@app.command("swap")
def swap_command(key: Key, other: Key, since: Since, until: Until, by: By, reason: Reason = "") -> None:
    """Let two people trade places on the rota for some days."""
    context = open_context()
    from_at, until_at = _span(context, since, until)
    with context.write() as session:
        swap(
            session,
            key=key,
            other=other,
            from_at=from_at,
            until_at=until_at,
            reason=reason,
            by=by,
            pack=context.pack,
            now=context.clock.now(),
        )
        watch_rota(session, pack=context.pack, live=context.live, now=context.clock.now())
    print(f"{key} and {other} trade places from {since} to {until}.")


@app.command("test")
def contacts_command(
    by: By,
    only: Annotated[list[str] | None, typer.Option("--only", help="Keys; left out, everybody.")] = None,
    minutes: Annotated[float, typer.Option(help="How long to wait for answers.")] = 5,
) -> None:
    """Send each person a test page and wait for the answer "A"; live mode needs one from everybody."""
    context = open_context()
    tools = tools_of(context, untested=True)
    with context.write() as session:
        sent = send_tests(
            session, keys=only or (), by=by, pack=context.pack, live=context.live, now=context.clock.now()
        )
    print(f"Sending a test page to {', '.join(each.key for each in sent) or 'nobody'}; waiting for answers.")
    ends = context.clock.now() + timedelta(minutes=minutes)
    while True:
        tools.send_now()
        with suppress(ChannelDown):
            fetch_missed(tools.engine, tools.channel, clock=tools.clock)
        process_waiting(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock)
        missing = _missing(context)
        if not missing or context.clock.now() >= ends:
            break
        time.sleep(LOOK_EVERY)
    print("\n".join(missing) or "Everybody can be reached and can acknowledge.")
    raise typer.Exit(1 if missing else 0)


def _span(context: Context, since: date, until: date) -> tuple[datetime, datetime]:
    """From the first midnight to the one after the last day, in the study's zone."""
    zone = ZoneInfo(context.pack.study.zone)
    start = datetime.combine(since, datetime.min.time(), zone)
    return start, datetime.combine(until + timedelta(days=1), datetime.min.time(), zone)


def _missing(context: Context) -> tuple[str, ...]:
    with context.read() as session:
        return unproven(session, context.pack)
