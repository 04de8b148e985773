"""Commands about families: enrol, withdraw, pause, resume, a phone, a language."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from backend.cli.context import open_context
from backend.cli.options import By, Code
from backend.concerns.resume_family import resume_family
from backend.concerns.who_died import NOBODY
from backend.consent.withdraw import withdraw
from backend.devices.end_on_phone import end_on_phone
from backend.errors import NotFoundError
from backend.families import queries
from backend.families.change_language import change_language
from backend.families.confirm_phone import confirm, report_wrong_number
from backend.families.models import Phone
from backend.families.pause import pause
from backend.families.phone_numbers import parse
from backend.families.phone_queries import phone_by_number
from backend.languages import Language
from backend.schedule.enrol import enrol_families

Reason = Annotated[str, typer.Option("--reason", help="Kept in the audit, sealed.")]


class PhoneVerdict(StrEnum):
    """What a call to a number established."""

    CONFIRMED = "confirmed"
    WRONG = "wrong-number"


def enrol_command(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], by: By) -> None:
    """Enrol families from a CSV or XLSX file, row by row; a second run changes nothing."""
    context = open_context()
    report = enrol_families(
        context.prepared(), file, pack=context.pack, live=context.live, by=by, now=context.clock.now()
    )
    for row in report.rows:
        print(f"{row.line:>5}  {row.code or '—':10} {row.outcome:10} {row.reason}")
    counted = ", ".join(
        f"{sum(row.outcome == kind for row in report.rows)} {kind}" for kind in ("enrolled", "unchanged", "refused")
    )
    print(f"{counted} (read as {report.encoding})")
    raise typer.Exit(1 if any(row.outcome == "refused" for row in report.rows) else 0)


def withdraw_command(code: Code, reason: Reason, by: By) -> None:
    """Record that a family leaves the study: nothing of it is sent any more."""
    context = open_context()
    with context.write() as session:
        child, _ = context.child(session, code)
        canceled = withdraw(session, child=child, by=by, reason=reason, now=context.clock.now())
    print(f"{code} has withdrawn; {canceled} waiting texts were taken back.")


def pause_command(code: Code, reason: Reason, by: By) -> None:
    """Stop everything cheerful for a family: in hospital, moved away, a death."""
    context = open_context()
    with context.write() as session:
        family = queries.family_by_code(session, code)
        canceled = pause(session, family=family, reason=reason, by=by, now=context.clock.now())
    print(f"Family {family.code} is paused; {canceled} waiting texts were taken back.")


def resume_command(
    code: Code,
    by: By,
    reason: Reason = "",
    died: Annotated[
        str,
        typer.Option("--died", help=f"After a death, where several children are in the study: a code, or {NOBODY}."),
    ] = "",
) -> None:
    """Let a paused family get its texts again."""
    context = open_context()
    with context.write() as session:
        family = queries.family_by_code(session, code)
        resume_family(session, family, died=died, reason=reason, by=by, now=context.clock.now())
    print(f"Family {family.code} gets its texts again.")


def phone_command(
    number: Annotated[str, typer.Argument(help="The number, with its country code.")],
    verdict: Annotated[PhoneVerdict, typer.Argument(help="What the call established.")],
    by: By,
) -> None:
    """Record what a call to a number established: it is the family's, or it is somebody else's."""
    context = open_context()
    act = confirm if verdict is PhoneVerdict.CONFIRMED else _strangers
    with context.write() as session:
        phone = phone_by_number(session, parse(number).e164)
        if phone is None:
            raise NotFoundError("No family has this number; check it against the enrolment list.")
        news = act(session, phone=phone, by=by, now=context.clock.now())
    print(f"…{number[-4:]}: {verdict.value}" + ("" if news else " (known already)"))


def _strangers(session: Session, *, phone: Phone, by: str, now: datetime) -> bool:
    end_on_phone(session, phone, by=by, now=now)
    return report_wrong_number(session, phone=phone, by=by, now=now)


def language_command(number: str, language: Language, by: By) -> None:
    """Change the language of everybody on a phone."""
    context = open_context()
    with context.write() as session:
        phone = phone_by_number(session, parse(number).e164)
        if phone is None:
            raise NotFoundError("No family has this number; check it against the enrolment list.")
        changed = change_language(session, phone=phone, language=language, by=by, now=context.clock.now())
    print(f"…{number[-4:]}: {language.value} for {changed} more")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("enrol")(enrol_command)
    app.command("withdraw")(withdraw_command)
    app.command("pause")(pause_command)
    app.command("resume")(resume_command)
    app.command("phone")(phone_command)
    app.command("language")(language_command)
