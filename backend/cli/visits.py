"""Commands about a child's year: anchors, bookings, what came of visits; the changes are shown before they count."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlmodel import Session

from backend.cli.context import Context, open_context
from backend.cli.options import By, Code, Day, Hour, MaybeDay, Yes
from backend.schedule.anchor import draft_anchor, preview_anchor, set_anchor
from backend.schedule.book import book, cancel_visit
from backend.schedule.diff import Change
from backend.schedule.happen import Act
from backend.schedule.results import attend, miss

Visit = Annotated[str, typer.Argument(help="Visit key, such as week-4; unscheduled-1 for one outside the plan.")]
NOON = time(12, 0)


class _Declined(Exception):  # noqa: N818 - rolls the preview back
    """The person looked at the changes and said no."""


def anchor_command(
    code: Code,
    anchor: Annotated[str, typer.Argument(help="Anchor key, such as infusion-2.")],
    by: By,
    reason: Annotated[str, typer.Option("--reason")],
    on: MaybeDay = None,
    never: Annotated[bool, typer.Option("--never", help="It will not come.")] = False,
    count_from: Annotated[str | None, typer.Option("--count-from", help="What counts instead.")] = None,
    yes: Yes = False,
) -> None:
    """Set the day an anchor happened, or that it never will; shows what moves before it counts."""
    if (on is None) != never:
        raise typer.BadParameter("give either --on DATE or --never")
    context = open_context()
    now = context.clock.now()
    with context.read() as session:
        act = context.act(session, code, anchor, by=by, happened_at=now)
        fact = draft_anchor(
            act, anchor, happened_on=on, counts_from=count_from, reason=reason, pack=context.pack, now=now
        )
        changes = preview_anchor(session, act, fact, pack=context.pack, now=now)
    show(changes)
    if not yes and not typer.confirm("Record this?"):
        raise typer.Exit(1)
    with context.write() as session:
        act = context.act(session, code, anchor, by=by, happened_at=now)
        set_anchor(
            session, act, anchor, happened_on=on, counts_from=count_from, reason=reason, pack=context.pack, now=now
        )
    print("Recorded.")


def book_command(
    code: Code, visit: Visit, on: Day, at: Hour, campus: Annotated[str, typer.Option()], by: By, yes: Yes = False
) -> None:
    """Book a visit, or move it; a family that knew another date is told."""
    context = open_context()

    def do(session: Session) -> list[Change]:
        act = context.act(session, code, visit, by=by, happened_at=context.clock.now())
        moment = context.moment(on, at, act.family.zone)
        _say_day(context, moment, act)
        return book(session, act, appointment_at=moment, campus=campus, pack=context.pack, now=context.clock.now())

    _try_then_keep(context, do, yes=yes)


def cancel_command(code: Code, visit: Visit, by: By, yes: Yes = False) -> None:
    """Cancel a booked visit on the hospital's behalf."""
    context = open_context()

    def do(session: Session) -> list[Change]:
        act = context.act(session, code, visit, by=by, happened_at=context.clock.now())
        return cancel_visit(session, act, pack=context.pack, now=context.clock.now())

    _try_then_keep(context, do, yes=yes)


def attend_command(code: Code, visit: Visit, by: By, on: MaybeDay = None, yes: Yes = False) -> None:
    """Record that a child came; an infusion sets its anchor and lays out the visits after it."""
    context = open_context()

    def do(session: Session) -> list[Change]:
        act = context.act(session, code, visit, by=by, happened_at=context.clock.now())
        return attend(session, _at_noon(act, on, context), pack=context.pack, now=context.clock.now())

    _try_then_keep(context, do, yes=yes)


def miss_command(code: Code, visit: Visit, by: By, yes: Yes = False) -> None:
    """Record that a child did not come."""
    context = open_context()

    def do(session: Session) -> list[Change]:
        act = context.act(session, code, visit, by=by, happened_at=context.clock.now())
        return miss(session, act, pack=context.pack, now=context.clock.now())

    _try_then_keep(context, do, yes=yes)


def show(changes: Sequence[Change]) -> None:
    """The changes, a line each."""
    if not changes:
        print("No window changes.")
    for change in changes:
        before = _window(change.before.opens_on, change.before.closes_on) if change.before else "—"
        after = _window(change.after.opens_on, change.after.closes_on) if change.after else "—"
        print(f"  {change.visit:14} {change.kind.value:28} {before:>24} -> {after}")


def _window(opens: date, closes: date) -> str:
    return f"{opens} to {closes}"


def _try_then_keep(context: Context, do: Callable[[Session], list[Change]], *, yes: bool) -> None:
    """Do it, show what it changes, and keep it only if the person agrees: a no rolls everything back."""
    try:
        with context.write() as session:
            show(do(session))
            if not yes and not typer.confirm("Record this?"):
                raise _Declined
    except _Declined:
        print("Nothing was recorded.")
        raise typer.Exit(1) from None
    print("Recorded.")


def _at_noon(act: Act, on: date | None, context: Context) -> Act:
    if on is None:
        return act
    moment = min(datetime.combine(on, NOON, ZoneInfo(act.family.zone)), context.clock.now())
    return Act(act.child, act.family, act.visit, act.by, moment, act.note)


def _say_day(context: Context, moment: datetime, act: Act) -> None:
    day = moment.astimezone(ZoneInfo(act.family.zone)).date()
    holiday = context.pack.calendar.holiday(day)
    if not context.pack.calendar.is_workday(day):
        print(f"Mind: {day} is not a working day" + (f" ({holiday.zh_hans} / {holiday.en})." if holiday else "."))


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("anchor")(anchor_command)
    app.command("book")(book_command)
    app.command("cancel-visit")(cancel_command)
    app.command("attend")(attend_command)
    app.command("miss")(miss_command)
