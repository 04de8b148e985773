"""Commands about diaries: how a child's windows stand, excuses, and what was told by phone."""

from typing import Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from backend.cli.context import Context, open_context
from backend.cli.options import By, Code, MaybeDay, MaybeMoment, Moment
from backend.diary import queries
from backend.diary.answers import Given
from backend.diary.excuse import BY_STAFF, Span, excuse, take_back
from backend.diary.models import Entry
from backend.diary.outcome import Recorded
from backend.diary.plan_windows import plan_windows
from backend.diary.standings import Stands, in_force, standings
from backend.diary.state import Reason, WindowState
from backend.diary.submission import Submission
from backend.diary.thanks import thanks
from backend.diary.transcribe import Call, transcribe
from backend.families.models import Family
from backend.languages import Language

app = typer.Typer(help="A child's diary: list, excuse, take-back, transcribe.", no_args_is_help=True)
AHEAD = 3


@app.command("list")
def list_command(code: Code) -> None:
    """Every window so far with how it stands, the next ones, entries outside windows, and excuses."""
    context = open_context()
    now = context.clock.now()
    with context.write() as session:
        child, family = context.child(session, code)
        plan_windows(session, child, family, pack=context.pack, live=context.live, now=now)
        zone = ZoneInfo(family.zone)
        found = standings(session, child, now=now)
        rows = in_force(queries.excuses_of(session, child.id))
        others = [row for row in queries.entries_of(session, child.id) if row.window_id is None]
    ahead = [each for each in found if each.standing.state is WindowState.NOT_YET]
    for each in [each for each in found if each not in ahead] + ahead[:AHEAD]:
        print(_line(each, zone))
    for row in others:
        print(f"{row.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}  {row.instrument:16} outside windows  {_by(row)}")
    for excused in rows:
        until = f"{excused.until.astimezone(zone):%Y-%m-%d %H:%M}" if excused.until else "lasts"
        print(f"excused {excused.reason}: {excused.since.astimezone(zone):%Y-%m-%d %H:%M} to {until}  {excused.id}")


def _line(each: Stands, zone: ZoneInfo) -> str:
    window, standing = each.window, each.standing
    reason = f" ({standing.reason.value})" if standing.reason else ""
    opens, closes = window.opens_at.astimezone(zone), window.closes_at.astimezone(zone)
    hours = f"{opens:%m-%d %H:%M} to {closes:%m-%d %H:%M}"
    entries = "; ".join(_by(row) for row in each.entries)
    return f"{window.due_on}  {window.instrument:16} {hours}  {standing.state.value}{reason}  {entries}".rstrip()


def _by(row: Entry) -> str:
    return f"{row.id} by {row.source}"


@app.command("excuse")
def excuse_command(
    reason: Annotated[Reason, typer.Option(help=f"One of: {', '.join(each.value for each in BY_STAFF)}.")],
    since: Moment,
    by: By,
    code: Annotated[str | None, typer.Argument(help="Participant code; none for an outage of everybody's.")] = None,
    until: MaybeMoment = None,
    note: Annotated[str, typer.Option("--note", help="Sealed.")] = "",
) -> None:
    """Excuse a span in which nobody could be expected to write; without --until it lasts."""
    context = open_context()
    with context.write() as session:
        child, family = context.child(session, code) if code else (None, None)
        zone = ZoneInfo(family.zone if family else context.pack.study.zone)
        ends = until.replace(tzinfo=zone) if until else None
        span = Span(reason, since.replace(tzinfo=zone), ends, note)
        row = excuse(session, span, child=child, family=family, by=by, now=context.clock.now())
    print(f"Recorded as {row.id}.")


@app.command("take-back")
def take_back_command(
    excuse_id: str, by: By, note: Annotated[str, typer.Option("--note", help="Why. Sealed.")] = ""
) -> None:
    """Record that an excuse does not hold."""
    context = open_context()
    with context.write() as session:
        take_back(session, excuse_id, note=note, by=by, now=context.clock.now())
    print("Taken back.")


@app.command("transcribe")
def transcribe_command(
    code: Code,
    instrument: Annotated[str, typer.Argument(help="Key of the diary, such as daily or event.")],
    answers: Annotated[list[str], typer.Option("--answer", help="item=words, such as temperature=腋下36.8.")],
    reason: Annotated[str, typer.Option("--reason", help="Who told it, and why by phone.")],
    by: By,
    day: MaybeDay = None,
    told: MaybeMoment = None,
    usual: Annotated[bool, typer.Option("--usual", help="Everything else as usual, read out and agreed.")] = False,
    sure: Annotated[bool, typer.Option("--sure", help="Unlikely answers were asked about and are right.")] = False,
    corrects: Annotated[str, typer.Option("--corrects", help="Id of the entry that this corrects.")] = "",
) -> None:
    """Write down what a family told by phone; shows what to tell them at once."""
    context = open_context()
    now = context.clock.now()
    given = dict(_pair(each) for each in answers)
    with context.write() as session:
        child, family = context.child(session, code)
        at = told.replace(tzinfo=ZoneInfo(family.zone)) if told else now
        submission = Submission(
            id=str(uuid4()),
            instrument=instrument,
            given=Given(given, usual),
            recorded_at=at,
            submitted_at=now,
            zone=family.zone,
            due_on=day,
            corrects=corrects,
            reason=reason,
        )
        call = Call(child, family, by, asked_already=sure)
        recorded = transcribe(session, call, submission, pack=context.pack, live=context.live, now=now)
    _say(recorded, family, context)


def _pair(text: str) -> tuple[str, str]:
    item, equals, words = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not item=words")
    return item.strip(), words.strip()


def _say(recorded: Recorded, family: Family, context: Context) -> None:
    """The advice first; then whether it was kept, with what is to be asked."""
    if recorded.advice is not None:
        print(f"TELL THEM NOW: {recorded.advice.text}")
    if recorded.refusal is not None:
        raise recorded.refusal
    print(thanks(recorded, family, Language.EN, context.pack))
    print(f"Entry {recorded.entry.id if recorded.entry else ''}.")
