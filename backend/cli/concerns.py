"""Commands about worries: what stands open, the packet, and every step a person takes."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from backend.cli.context import open_context
from backend.cli.options import By, Code
from backend.concerns import queries
from backend.concerns.acknowledge import acknowledge
from backend.concerns.append import standing_of, take
from backend.concerns.change_level import change_level
from backend.concerns.dismiss_sae import dismiss_sae
from backend.concerns.export import export_csv
from backend.concerns.hand_over import hand_over
from backend.concerns.hold_texts import settle_texts
from backend.concerns.link_sae import link_sae
from backend.concerns.models import GO_ON, KNOWS, STAY, UNREACHED, Concern, State
from backend.concerns.packet import Packet, packet
from backend.concerns.raise_concern import raise_concern, staff_signal
from backend.concerns.read_up_to import read_up_to
from backend.concerns.record_call import record_call
from backend.concerns.refuse_unread import refuse_unread
from backend.concerns.reopen import reopen
from backend.concerns.resolve import resolve
from backend.concerns.resume_sae import resume_sae
from backend.concerns.view import view
from backend.concerns.waive_call import waive_call
from backend.concerns.who_died import NOBODY
from backend.families import queries as families
from backend.schedule.infusions import infusions_of
from backend.triage.understanding import Urgency


class Texts(StrEnum):
    """What becomes of the reminders of a family that was paused for a child's death."""

    STAY = STAY
    GO_ON = GO_ON


class Because(StrEnum):
    """Why a promised call is not made."""

    KNOWS = KNOWS
    UNREACHED = UNREACHED


app = typer.Typer(
    help="Worries: list, show, raise, ack, call, level, no-call, texts, resolve, reopen, hand-over, sae, export.",
    no_args_is_help=True,
)
REACHED_NOBODY = "has a call that reached nobody; the clock runs on"
Number = Annotated[int, typer.Argument(help="The concern's number.")]
Note = Annotated[str, typer.Option("--note", help="Sealed.")]
Reason = Annotated[str, typer.Option("--reason", help="Sealed.")]


@app.command("list")
def list_command(everything: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False) -> None:
    """Concerns that are not resolved, the most pressing first; and those whose report is due."""
    context = open_context()
    zone = ZoneInfo(context.pack.study.zone)
    with context.read() as session:
        rows = queries.all_concerns(session) if everything else queries.unfinished(session)
    for row in rows:
        due = f"by {_at(row.due_by, zone)}" if row.due_by else ""
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
    _print(found, ZoneInfo(context.pack.study.zone))


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
    _say(raised.concern, "is raised" if raised.new else "has it as one more signal")


@app.command("ack")
def ack_command(number: Number, by: By) -> None:
    """Take a concern up: paging stops, the family is to be phoned."""
    context = open_context()
    with context.write() as session:
        concern = acknowledge(session, number, by=by, way="cli", pack=context.pack, now=context.clock.now())
    _say(concern, f"is with {by}")


@app.command("call")
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
    _say(concern, _of_call(number, by, overtaken=overtaken) if reached else REACHED_NOBODY)


@app.command("level")
def level_command(number: Number, level: Annotated[Urgency, typer.Option("--level")], reason: Reason, by: By) -> None:
    """Put a concern at another level, with the reason; refused while something came in that `--by` has not read."""
    context = open_context()
    with context.write() as session:
        refuse_unread(session, number, by=by)
        concern = change_level(
            session, number, level=level, reason=reason, by=by, pack=context.pack, now=context.clock.now()
        )
        waits = standing_of(session, concern).can_waive
    _say(concern, f"is at {concern.level}{'; the family still waits for the promised call' if waits else ''}")


@app.command("no-call")
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
    _say(concern, "is phoned about no more")


@app.command("resolve")
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
    _say(concern, "is resolved")


@app.command("texts")
def texts_command(
    number: Number,
    texts: Annotated[Texts, typer.Argument(help="Whether the family stays paused, or its reminders go on.")],
    reason: Reason,
    by: By,
    died: Annotated[
        str, typer.Option("--died", help=f"To go on where several children are in the study: a code, or {NOBODY}.")
    ] = "",
) -> None:
    """Decide about a family that was paused because it wrote of a child's death."""
    context = open_context()
    with context.write() as session:
        now = context.clock.now()
        concern = settle_texts(session, number, texts=texts.value, died=died, reason=reason, by=by, now=now)
        decided = queries.events_of(session, concern.id)[-1].facts["texts"]
    _say(concern, "stays paused" if decided == STAY else "gets its reminders again")


@app.command("reopen")
def reopen_command(number: Number, reason: Reason, by: By) -> None:
    """Open a resolved concern again; an urgent one pages again, and countdowns that `no-sae` ended run on."""
    context = open_context()
    with context.write() as session:
        concern = reopen(session, number, reason=reason, by=by, pack=context.pack, now=context.clock.now())
    _say(concern, "is open")


@app.command("hand-over")
def hand_over_command(
    number: Number, to: Annotated[str, typer.Option("--to", help="A key of the rota.")], by: By, note: Note = ""
) -> None:
    """Page somebody else; it is open until taken up."""
    context = open_context()
    with context.write() as session:
        concern = hand_over(session, number, to=to, note=note, by=by, pack=context.pack, now=context.clock.now())
    _say(concern, f"goes to {to}, who is paged")


@app.command("sae")
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
    _say(concern, f"is linked to {reference}")


@app.command("no-sae")
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
    _say(concern, "has no serious adverse event there")


@app.command("sae-again")
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
    _say(concern, "waits for its report again")


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


def _of_call(number: int, by: str, *, overtaken: bool) -> str:
    if not overtaken:
        return "has a call"
    show = f"`nuanxin concerns show {number} --by {by}`"
    return f"has a call; but something came in that {by} had not read ({show}), and the family is still to be phoned"


def _say(concern: Concern, what: str) -> None:
    print(f"Concern {concern.number} ({concern.level}, {concern.code}) {what}.")


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _print(found: Packet, zone: ZoneInfo) -> None:
    concern = found.concern
    print(f"Concern {concern.number}: {concern.level}, {concern.state}, {found.codes or 'unknown phone'}")
    if concern.due_by is not None:
        print(f"  due by {_at(concern.due_by, zone)}")
    for child in found.children:
        since = ", ".join(f"{days} days since {name}" for name, days in child.days_since.items())
        print(f"  {child.code}: {child.age} years, {child.sex}{', ' + since if since else ''}")
    for said in found.said:
        signs = "; ".join(each for each in (", ".join(said.signs) or said.rule, said.readings) if each)
        whose = f" {said.child or 'child unknown'}" if len(found.children) > 1 else ""
        about = f"{said.source} {said.level.value}{whose} [{said.language}]"
        print(f"  {_at(said.at, zone)} {about} “{said.words}” ({signs})")
    for told in found.told:
        print(f"  told {_at(told.at, zone)} {told.kind}: {told.status or 'not sent, ' + told.not_sent} “{told.body}”")
    for phone in found.callbacks:
        stop = f"  CANNOT TEXT ({phone.cannot_text}), PHONE NOW" if phone.cannot_text else ""
        print(f"  call {phone.number} {phone.who} {phone.relation} [{phone.language}]{stop}")
    for sae in found.sae:
        limit = f"report by {_at(sae.limit, zone)}" if sae.limit else "nobody is aware yet"
        signs = ", ".join(sae.clock.signs)
        none = f"judged to be none {_at(sae.clock.dismissed_at, zone)}" if sae.clock.dismissed_at else ""
        print(f"  serious adverse event? {sae.clock.nth}: {signs}: {sae.clock.reference or none or limit}")
    for row in found.events:
        facts = json.dumps(row.facts, ensure_ascii=False, sort_keys=True)
        print(f"  {row.nth:>3} {_at(row.happened_at, zone)} {row.kind:14} {row.by:20} {facts}")
