"""Options that several commands share, so that they read alike everywhere."""

import getpass
from datetime import date, datetime
from typing import Annotated

import typer

from backend.languages import Language


def day(text: str | date) -> date:
    """A date written 2027-03-05; a default is one already. Raises typer.BadParameter."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date such as 2027-03-05") from error


def hour(text: str) -> str:
    """A time of day written 08:30. Raises typer.BadParameter."""
    try:
        return datetime.strptime(text, "%H:%M").strftime("%H:%M")  # noqa: DTZ007 - a time of day
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a time such as 08:30") from error


def moment(text: str | datetime) -> datetime:
    """A moment written `2026-12-10 08:00`, its zone still to be given. Raises typer.BadParameter."""
    if isinstance(text, datetime):
        return text
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the family's zone is added
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a moment such as 2026-12-10 08:00") from error


def whoami() -> str:
    """The name the machine knows the person by."""
    return getpass.getuser()


By = Annotated[str, typer.Option("--by", help="Who does this; kept in the audit.", default_factory=whoami)]
Code = Annotated[str, typer.Argument(help="Participant code, such as GZ-001.")]
Day = Annotated[date, typer.Option(parser=day, metavar="DATE")]
MaybeDay = Annotated[date | None, typer.Option(parser=day, metavar="DATE")]
Moment = Annotated[datetime, typer.Option(parser=moment, metavar="MOMENT", help="In the family's zone.")]
MaybeMoment = Annotated[datetime | None, typer.Option(parser=moment, metavar="MOMENT")]
Hour = Annotated[str, typer.Option("--at", parser=hour, metavar="HH:MM", help="In the family's zone.")]
Read = Annotated[Language, typer.Option("--language", help="The language to answer in.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Number = Annotated[int, typer.Argument(help="The concern's number.")]
Note = Annotated[str, typer.Option("--note", help="Sealed.")]
Reason = Annotated[str, typer.Option("--reason", help="Sealed.")]
