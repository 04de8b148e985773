"""Commands about enrolment cards, codes read out on the phone, and the devices that came in by them."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session
from typer.core import TyperGroup

from backend.cli.context import Context, open_context
from backend.cli.options import By, Code, Yes
from backend.devices import queries as devices
from backend.devices.end_device import end
from backend.devices.issue_card import issue_card, revoke_cards
from backend.devices.send_code import read_out_code
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of, caregivers_on_phone
from backend.families.models import Caregiver, Family
from backend.families.phone_numbers import parse
from backend.families.phone_queries import phone_by_id, phone_by_number
from backend.mobile.card import PrintedCard, card_page, printed_card

PRINT = "print"


class _PrintsByDefault(TyperGroup):
    """`nuanxin card GZ-001` prints: what is no command is a participant code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = [PRINT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_PrintsByDefault,
    help="`nuanxin card GZ-001` prints enrolment cards; code, revoke, devices, end-device.",
    no_args_is_help=True,
)
Whose = Annotated[str, typer.Option("--for", help="A relation, such as mother; left out, every caregiver.")]


@app.command(PRINT, hidden=True)
def print_command(
    code: Code,
    by: By,
    whose: Whose = "",
    to: Annotated[Path | None, typer.Option("--to", help="Where the page goes; else card-CODE.html here.")] = None,
    yes: Yes = False,
) -> None:
    """Print new cards for a family's caregivers, A6, a card a page; the cards they had hold no longer."""
    context = open_context()
    with context.read() as session:
        _, chosen = _caregivers(session, code, whose)
        held = devices.cards_of(session, [each.id for each in chosen])
    if held and not yes:
        typer.confirm(f"{len(held)} cards in use will open nothing any more. Go on?", abort=True)
    path = to or Path(f"card-{code}.html")
    with context.write() as session:
        family, chosen = _caregivers(session, code, whose)
        cards = [_card(context, session, each, family, by) for each in chosen]
        path.write_text(card_page(cards), encoding="utf-8")
    print(f"{path}: {len(cards)} cards to print. Their keys are kept nowhere else: delete the file once printed.")


@app.command("code")
def code_command(number: Annotated[str, typer.Argument(help="The caregiver's phone.")], by: By) -> None:
    """Make a code to read out to a caregiver whom you recognise, where no text arrives."""
    context = open_context()
    with context.write() as session:
        phone = phone_by_number(session, parse(number).e164)
        mine = caregivers_on_phone(session, phone.id) if phone is not None else []
        if not mine:
            raise NotFoundError("No family has this number; check it against the enrolment list.")
        family = families.family_by_id(session, mine[0].family_id)
        code = read_out_code(session, caregiver=mine[0], family=family, by=by, now=context.clock.now())
    print(f"{code[:3]} {code[3:]} for {mine[0].relation} of {family.code}: good for 10 minutes, once.")


@app.command("revoke")
def revoke_command(code: Code, by: By, whose: Whose = "") -> None:
    """Let the cards of a family open nothing any more; devices that are in stay in."""
    context = open_context()
    with context.write() as session:
        family, chosen = _caregivers(session, code, whose)
        now = context.clock.now()
        ended = sum(revoke_cards(session, caregiver=each, family=family, by=by, now=now) for each in chosen)
    print(f"{ended} cards of {family.code} were revoked.")


@app.command("devices")
def devices_command(code: Code) -> None:
    """The devices that get in as a family's caregivers."""
    context = open_context()
    with context.read() as session:
        _, chosen = _caregivers(session, code, "")
        relations = {each.id: each.relation for each in chosen}
        rows = devices.devices_of(session, list(relations))
    for row in rows:
        seen = f"last used {row.seen_at:%Y-%m-%d %H:%M}Z"
        print(f"{row.id}  {relations[row.caregiver_id]:12} {row.kind:5} {seen}  {row.called}")
    print(f"{len(rows)} in all")


@app.command("end-device")
def end_command(device: Annotated[str, typer.Argument(help="The id that `devices` shows.")], by: By) -> None:
    """End a device at once, such as a lost phone."""
    context = open_context()
    with context.write() as session:
        row = devices.find_device(session, device)
        if row is None:
            raise NotFoundError("There is no such device; `nuanxin card devices CODE` shows a family's.")
        family = devices.family_of(session, row)
        news = end(session, row, stream=family.code, by=by, now=context.clock.now())
    print("It gets in no more." if news else "It had ended before.")


def _caregivers(session: Session, code: str, whose: str) -> tuple[Family, list[Caregiver]]:
    family = families.family_by_code(session, code)
    everybody = caregivers_of(session, family.id)
    chosen = [each for each in everybody if whose in ("", each.relation)]
    if not chosen:
        known = ", ".join(each.relation for each in everybody)
        raise NotFoundError(f"{family.code} has no {whose}; it has: {known}.")
    return family, chosen


def _card(context: Context, session: Session, caregiver: Caregiver, family: Family, by: str) -> PrintedCard:
    now = context.clock.now()
    key = issue_card(session, caregiver=caregiver, family=family, by=by, now=now)
    phone = phone_by_id(session, caregiver.phone_id)
    base = context.settings.public_base_url
    return printed_card(caregiver, family, phone, key=key, base=base, pack=context.pack, now=now)
