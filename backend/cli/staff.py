"""Commands about staff: who may sign in to the console."""

from typing import Annotated

import typer

from backend.cli.context import open_context
from backend.cli.options import By
from backend.errors import NotFoundError
from backend.languages import Language
from backend.staff import queries
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.disable import disable
from backend.staff.models import StaffRole
from backend.staff.reset_second import reset_second
from backend.staff.set_password import set_password

app = typer.Typer(
    help="Who may sign in to the console: add, list, disable, password, reset-second-factor.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="The name somebody signs in with, such as lin.lan.")]


def _password(text: str) -> str:
    return text or typer.prompt("Password", hide_input=True, confirmation_prompt=True)


Password = Annotated[
    str, typer.Option("--password", help="Asked for when left out, which keeps it out of the shell's history.")
]


@app.command("add")
def add_command(
    name: Name,
    display: Annotated[str, typer.Option("--display", help="Their name as colleagues read it; sealed.")],
    role: Annotated[StaffRole, typer.Option("--role")],
    by: By,
    site: Annotated[str | None, typer.Option("--site", help="A site of the pack; left out, its first.")] = None,
    language: Annotated[Language, typer.Option("--language")] = Language.ZH_HANS,
    contact: Annotated[str | None, typer.Option("--contact", help="Who they are on the pack's rota.")] = None,
    password: Password = "",
) -> None:
    """Let somebody sign in."""
    context = open_context()
    sites = [each.key for each in context.pack.study.sites]
    if site is not None and site not in sites:
        raise NotFoundError(f"The pack has no site {site!r}; it has: {', '.join(sites)}.")
    new = NewStaff(
        name=name, display=display, role=role, site=site or sites[0], language=language, contact_key=contact
    )
    secret = _password(password)
    with context.write() as session:
        member = add_staff(session, new, password=secret, by=by, now=context.clock.now())
    print(f"{member.name} may sign in as {member.role.value} of {member.site}.")


@app.command("list")
def list_command() -> None:
    """Everybody, who may no longer sign in, and who has tied an authenticator app."""
    context = open_context()
    with context.read() as session:
        rows, second = queries.members(session), queries.with_second_factor(session)
    for row in rows:
        state = f"disabled {row.disabled_at:%Y-%m-%d}" if row.disabled_at else "active"
        app_tied = "with app" if row.id in second else "no app"
        who = f"{row.name:20} {row.role.value:14} {row.site:10} {row.language.value:8}"
        print(f"{who} {state:20} {app_tied:9} {row.display}")
    print(f"{len(rows)} in all")


@app.command("disable")
def disable_command(
    name: Name, by: By, reason: Annotated[str, typer.Option("--reason", help="Sealed.")] = ""
) -> None:
    """Refuse every later sign-in of somebody and end every session at once."""
    context = open_context()
    with context.write() as session:
        ended = disable(session, name=name, reason=reason, by=by, now=context.clock.now())
    print(f"{name} can no longer sign in; {ended} sessions ended.")


@app.command("password")
def password_command(name: Name, by: By, password: Password = "") -> None:
    """Give somebody another password; every session of theirs ends."""
    context = open_context()
    secret = _password(password)
    with context.write() as session:
        ended = set_password(session, name=name, password=secret, by=by, now=context.clock.now())
    print(f"{name} has a new password; {ended} sessions ended.")


@app.command("reset-second-factor")
def reset_second_command(
    name: Name, by: By, reason: Annotated[str, typer.Option("--reason", help="Sealed.")] = ""
) -> None:
    """End somebody's authenticator app, such as one on a lost phone; at the next sign-in they tie another."""
    context = open_context()
    with context.write() as session:
        ended = reset_second(session, name=name, reason=reason, by=by, now=context.clock.now())
    print(f"{name} has no authenticator app any more; {ended} sessions ended.")
