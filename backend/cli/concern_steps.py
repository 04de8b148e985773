"""Commands for every step that a person takes in a worry, until it is ended."""

from enum import StrEnum
from typing import Annotated

import typer

from backend.cli.context import open_context
from backend.cli.options import By, Note, Number, Reason
from backend.cli.print_concern import say
from backend.concerns import queries
from backend.concerns.acknowledge import acknowledge
from backend.concerns.append import standing_of, take
from backend.concerns.change_level import change_level
from backend.concerns.hand_over import hand_over
from backend.concerns.hold_texts import settle_texts
from backend.concerns.models import GO_ON, KNOWS, STAY, UNREACHED, State
from backend.concerns.read_up_to import read_up_to
from backend.concerns.record_call import record_call
from backend.concerns.refuse_unread import refuse_unread
from backend.concerns.reopen import reopen
from backend.concerns.resolve import resolve
from backend.concerns.waive_call import waive_call
from backend.concerns.who_died import NOBODY
from backend.triage.understanding import Urgency

REACHED_NOBODY = "has a call that reached nobody; the clock runs on"


class Texts(StrEnum):
    """What becomes of the reminders of a family that was paused for a child's death."""

    STAY = STAY
    GO_ON = GO_ON


class Because(StrEnum):
    """Why a promised call is not made."""

    KNOWS = KNOWS
    UNREACHED = UNREACHED


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("ack")(ack_command)
    app.command("call")(call_command)
    app.command("level")(level_command)
    app.command("no-call")(no_call_command)
    app.command("resolve")(resolve_command)
    app.command("texts")(texts_command)
    app.command("reopen")(reopen_command)
    app.command("hand-over")(hand_over_command)


def ack_command(number: Number, by: By) -> None:
    """Take a concern up: paging stops, the family is to be phoned."""
    context = open_context()
    with context.write() as session:
        concern = acknowledge(session, number, by=by, way="cli", pack=context.pack, now=context.clock.now())
    say(concern, f"is with {by}")


def call_command(
    number: Number,
    by: By,
    reached: Annotated[bool, typer.Option("--reached/--not-reached", help="Whether the family was reached.")] = True,
    note: Note = "",
) -> None:
    """Write down a call to the family; it closes only what `--by` had been shown."""
    context = open_context()
    with context.write() as session:
        events = queries.events_of(session, take(session, number).id)
        concern = record_call(
            session,
            number,
            reached=reached,
            note=note,
            by=by,
            way="cli",
            pack=context.pack,
            now=context.clock.now(),
            seen=read_up_to(events, by=by),
        )
        overtaken = standing_of(session, concern).state is not State.CALLED
    say(concern, _of_call(number, by, overtaken=overtaken) if reached else REACHED_NOBODY)


def level_command(number: Number, level: Annotated[Urgency, typer.Option("--level")], reason: Reason, by: By) -> None:
    """Put a concern at another level, with the reason; refused while something came in that `--by` has not read."""
    context = open_context()
    with context.write() as session:
        refuse_unread(session, number, by=by)
        concern = change_level(
            session, number, level=level, reason=reason, by=by, pack=context.pack, now=context.clock.now()
        )
        waits = standing_of(session, concern).can_waive
    say(concern, f"is at {concern.level}{'; the family still waits for the promised call' if waits else ''}")


def no_call_command(
    number: Number,
    because: Annotated[Because, typer.Option("--because", help="The family knows, or cannot be reached.")],
    reason: Reason,
    by: By,
) -> None:
    """Say why a promised call is not made, at a level that is not pressing; refused as `level` is."""
    context = open_context()
    with context.write() as session:
        refuse_unread(session, number, by=by)
        concern = waive_call(session, number, because=because.value, reason=reason, by=by, now=context.clock.now())
    say(concern, "is phoned about no more")


def resolve_command(
    number: Number,
    outcome: Annotated[str, typer.Option("--outcome", help="What came of it.")],
    by: By,
    note: Note = "",
) -> None:
    """End a concern with what came of it; refused while something came in that `--by` has not read."""
    context = open_context()
    with context.write() as session:
        refuse_unread(session, number, by=by)
        concern = resolve(session, number, outcome=outcome, note=note, by=by, now=context.clock.now())
    say(concern, "is resolved")


def texts_command(
    number: Number,
    texts: Annotated[Texts, typer.Argument(help="Whether the family stays paused, or its reminders go on.")],
    reason: Reason,
    by: By,
    died: Annotated[
        str, typer.Option("--died", help=f"Where several children are in the study: a code, or {NOBODY}.")
    ] = "",
) -> None:
    """Decide about a family that was paused because it wrote of a child's death."""
    context = open_context()
    with context.write() as session:
        now = context.clock.now()
        concern = settle_texts(session, number, texts=texts.value, died=died, reason=reason, by=by, now=now)
        decided = queries.events_of(session, concern.id)[-1].facts["texts"]
    say(concern, "stays paused" if decided == STAY else "gets its reminders again")


def reopen_command(number: Number, reason: Reason, by: By) -> None:
    """Open a resolved concern again; an urgent one pages again, and countdowns that `no-sae` ended run on."""
    context = open_context()
    with context.write() as session:
        concern = reopen(session, number, reason=reason, by=by, pack=context.pack, now=context.clock.now())
    say(concern, "is open")


def hand_over_command(
    number: Number, to: Annotated[str, typer.Option("--to", help="A key of the rota.")], by: By, note: Note = ""
) -> None:
    """Page somebody else; it is open until taken up."""
    context = open_context()
    with context.write() as session:
        concern = hand_over(session, number, to=to, note=note, by=by, pack=context.pack, now=context.clock.now())
    say(concern, f"goes to {to}, who is paged")


def _of_call(number: int, by: str, *, overtaken: bool) -> str:
    if not overtaken:
        return "has a call"
    show = f"`nuanxin concerns show {number} --by {by}`"
    return f"has a call; but something came in that {by} had not read ({show}), and the family is still to be phoned"
