"""Writing down a diary that a family tells by phone, and correcting an entry: one page, read as every entry is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from backend.concerns.append import lock
from backend.console.family_acts import day_of
from backend.console.guard_routes import ACTING, GUARDED, LOOKING, Office, OfficeNow
from backend.console.pages import render
from backend.console.reader import Reader
from backend.console.surroundings import chrome_of
from backend.console.transcribe_page import sheet_page
from backend.console.transcribe_sheet import Sheet, empty_sheet, read_sheet, sheet_of
from backend.db import reading, transaction
from backend.diary import queries as diary
from backend.diary.models import Entry
from backend.diary.offer import form_of, offered
from backend.diary.outcome import Recorded
from backend.diary.transcribe import Call, transcribe
from backend.diary.versions import newest
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.families.models import Child, Family
from backend.languages import marked
from backend.protocol.blinding import ArmWordsError
from backend.protocol.instruments import Instrument

PATH = "/console/families"
ARM_WORDS = marked("This speaks of the arm, or hints at it. Write what was seen and done.")
MEANWHILE = marked("Somebody wrote here meanwhile. Look at it first; if both are to be kept, send once more.")
KNOWN = marked("This day has an entry already. Correct that one, unless both are to be kept.")
router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[*GUARDED])


async def whole_form(request: Request) -> FormData:
    """All fields, some of them more than once."""
    return await request.form()


Whole = Annotated[FormData, Depends(whole_form)]


@dataclass(frozen=True)
class Matter:
    """What is written about: the child's diary, or the entry that is corrected."""

    family: Family
    child: Child
    instrument: Instrument
    entry: Entry | None = None
    due_on: date | None = None

    @property
    def action(self) -> str:
        """Where the sheet is sent."""
        if self.entry is not None:
            return f"{PATH}/{self.family.code}/entries/{self.entry.id}/correct"
        due = f"?due={self.due_on}" if self.due_on else ""
        return f"{PATH}/{self.family.code}/diary/{self.child.code}/{self.instrument.key}{due}"

    def seen(self, session: Session, *, without: str = "") -> int:
        """How many entries the day has, or versions the entry, the sheet's own aside."""
        if self.entry is not None:
            return sum(each.id != without for each in diary.versions_of(session, [self.entry.id])[self.entry.id])
        if self.due_on is None:
            return 0
        found = diary.entries_on(session, self.child.id, self.instrument.key, self.due_on)
        return sum(each.id != without for each in found)


@router.get("/{code}/diary/{child}/{key}", dependencies=[*LOOKING])
def empty(office: OfficeNow, code: str, child: str, key: str, due: str = "") -> Response:
    """The empty sheet of a child's diary. Raises NotFoundError."""
    with reading(office.engine) as session:
        matter = _matter(session, office, code, child, key, due)
        seen = matter.seen(session)
    sheet = empty_sheet(matter.instrument, office.reader, due_on=matter.due_on, seen=seen)
    return _show(office, matter, sheet, known=KNOWN if seen else "")


@router.post("/{code}/diary/{child}/{key}", dependencies=[*ACTING])
def write_down(office: OfficeNow, form: Whole, code: str, child: str, key: str, due: str = "") -> Response:
    """Keep what was told, or show what is to be mended or confirmed. Raises NotFoundError."""
    with reading(office.engine) as session:
        matter = _matter(session, office, code, child, key, due, version=_version(form))
    return _send(office, matter, read_sheet(form, matter.instrument, due_on=matter.due_on))


@router.get("/{code}/entries/{entry_id}/correct", dependencies=[*LOOKING])
def again(office: OfficeNow, code: str, entry_id: str) -> Response:
    """An entry again, ready to be corrected. Raises NotFoundError."""
    with reading(office.engine) as session:
        matter = _entry(session, office, code, entry_id)
        versions = diary.versions_of(session, [entry_id])[entry_id]
    sheet = sheet_of(newest(versions), matter.instrument, office.reader, due_on=matter.due_on, seen=len(versions))
    return _show(office, matter, sheet)


@router.post("/{code}/entries/{entry_id}/correct", dependencies=[*ACTING])
def correct(office: OfficeNow, form: Whole, code: str, entry_id: str) -> Response:
    """Keep all answers anew, as a version beside those before. Raises NotFoundError."""
    with reading(office.engine) as session:
        matter = _entry(session, office, code, entry_id, version=_version(form))
    return _send(office, matter, read_sheet(form, matter.instrument, due_on=matter.due_on, corrects=entry_id))


def _send(office: Office, matter: Matter, sheet: Sheet) -> Response:
    wrong = sheet.wrong(office.reader)
    if wrong:
        return _show(office, matter, sheet, wrong=wrong, status=422)
    try:
        with transaction(office.engine) as session:
            lock(session, matter.family.code)
            seen = matter.seen(session, without=sheet.id)
            recorded = _keep(session, office, matter, sheet) if seen <= sheet.seen else None
    except ArmWordsError:
        return _show(office, matter, sheet, wrong={"reason": ARM_WORDS}, status=422)
    if recorded is None:
        return _show(office, matter, replace(sheet, seen=seen), known=MEANWHILE, status=409)
    office.send_now()
    if recorded.is_kept and recorded.entry is not None:
        return RedirectResponse(f"{PATH}/{matter.family.code}/entries/{recorded.entry.id}?done=kept", status_code=303)
    return _show(office, matter, sheet, recorded=recorded, status=422)


def _keep(session: Session, office: Office, matter: Matter, sheet: Sheet) -> Recorded:
    reader = office.reader
    return transcribe(
        session,
        Call(matter.child, matter.family, reader.member.name),
        sheet.submission(matter.instrument, zone=matter.family.zone, reader=reader),
        pack=office.pack,
        live=office.live,
        now=reader.now,
        language=reader.language,
    )


def _matter(
    session: Session, office: Office, code: str, child_code: str, key: str, due: str, *, version: str = ""
) -> Matter:
    family = families.family_at(session, code, office.reader.member.site)
    child = next((each for each in families.children_of(session, family.id) if each.code == child_code), None)
    if child is None:
        raise NotFoundError("This family has no such participant.")
    return Matter(family, child, _instrument(session, office, key, version), due_on=day_of(due))


def entry_at(session: Session, reader: Reader, code: str, entry_id: str) -> tuple[Family, Child, Entry]:
    """An entry of a family of the reader's site. Raises NotFoundError."""
    family = families.family_at(session, code, reader.member.site)
    entry = diary.entry(session, entry_id)
    mine = {each.id: each for each in families.children_of(session, family.id)}
    if entry is None or entry.child_id not in mine:
        raise NotFoundError("This family has no such entry.")
    return family, mine[entry.child_id], entry


def _entry(session: Session, office: Office, code: str, entry_id: str, *, version: str = "") -> Matter:
    family, child, entry = entry_at(session, office.reader, code, entry_id)
    held = version or newest(diary.versions_of(session, [entry.id])[entry.id]).instrument_version
    return Matter(family, child, _instrument(session, office, entry.instrument, held), entry, entry.due_on)


def _instrument(session: Session, office: Office, key: str, version: str) -> Instrument:
    """The form in that version, if it was ever given out, or as it stands; never one that only the child answers."""
    instruments = offered(office.pack, live=office.live)
    found = form_of(session, instruments, key, version) or instruments.get(key)
    if found is None or found.reporter == "child":
        raise NotFoundError("No such diary is written down by phone.")
    return found


def _version(form: FormData) -> str:
    value = form.get("version")
    return value if isinstance(value, str) else ""


def _show(
    office: Office,
    matter: Matter,
    sheet: Sheet,
    *,
    wrong: Mapping[str, str] | None = None,
    recorded: Recorded | None = None,
    known: str = "",
    status: int = 200,
) -> Response:
    reader, back = office.reader, f"{PATH}/{matter.family.code}"
    with reading(office.engine) as session:
        chrome = chrome_of(session, reader, office.pack, section="families", path=matter.action)
    page = sheet_page(
        matter.instrument,
        sheet,
        reader,
        office.pack,
        action=matter.action,
        back=f"{back}/entries/{matter.entry.id}" if matter.entry else back,
        child=matter.child.code,
        wrong=wrong,
        recorded=recorded,
        known=reader.say(known) if known else "",
    )
    return render("transcribe.html", reader, status=status, chrome=chrome, page=page)
