"""Commands about what may be a serious adverse event: its report, or why it is none."""

from typing import Annotated

import typer

from backend.cli.context import open_context
from backend.cli.options import By, Number, Reason
from backend.cli.print_concern import say
from backend.concerns.dismiss_sae import dismiss_sae
from backend.concerns.link_sae import link_sae
from backend.concerns.resume_sae import resume_sae


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("sae")(sae_command)
    app.command("no-sae")(no_sae_command)
    app.command("sae-again")(sae_again_command)


def sae_command(
    number: Number,
    reference: Annotated[str, typer.Option("--reference", help="The report's.")],
    by: By,
    event: Annotated[
        list[int] | None, typer.Option("--event", help="Of these events only, by number; else of all that wait.")
    ] = None,
) -> None:
    """Link the report of a serious adverse event; its countdown ends."""
    context = open_context()
    with context.write() as session:
        concern = link_sae(session, number, reference=reference, events=event or None, by=by, now=context.clock.now())
    say(concern, f"is linked to {reference}")


def no_sae_command(
    number: Number,
    event: Annotated[list[int], typer.Option("--event", help="The events that are none, by number.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    by: By,
) -> None:
    """Judge that it is no serious adverse event; its countdown ends."""
    context = open_context()
    with context.write() as session:
        concern = dismiss_sae(session, number, events=event, reason=reason, by=by, now=context.clock.now())
    say(concern, "has no serious adverse event there")


def sae_again_command(
    number: Number,
    event: Annotated[list[int], typer.Option("--event", help="The events that may be one after all, by number.")],
    reason: Reason,
    by: By,
) -> None:
    """Take a `no-sae` back; its countdown runs on from when staff knew."""
    context = open_context()
    with context.write() as session:
        concern = resume_sae(session, number, events=event, reason=reason, by=by, now=context.clock.now())
    say(concern, "waits for its report again")
