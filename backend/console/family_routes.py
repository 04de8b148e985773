"""The pages about families: the list, one family with everything that happened, and the acts from there."""

from collections.abc import Mapping
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from backend.console.behind import BehindError
from backend.console.concern_forms import Filled
from backend.console.diff_words import moved
from backend.console.family_acts import ACTS, Deed, diff_of, read_date, set_date
from backend.console.family_items import anchor_name
from backend.console.family_page import PART_NAMES, family_page
from backend.console.guard_routes import ACTING, GUARDED, EngineOf, Office, OfficeNow, PackOf, ReaderNow, Typed
from backend.console.look_at_family import look_at_family
from backend.console.pages import render
from backend.console.surroundings import chrome_of
from backend.console.task_words import TaskWords
from backend.console.write_family import Written, send_written, written, wrong_words
from backend.db import reading, transaction
from backend.errors import ConflictError, NotFoundError
from backend.explain.message import explain_message
from backend.families import queries as families
from backend.languages import day, marked
from backend.outbox import queries as outbox
from backend.protocol.blinding import ArmWordsError
from backend.schedule import queries as schedule

router = APIRouter(prefix="/console/families", include_in_schema=False, dependencies=[*GUARDED])
PATH = "/console/families"
ARM_WORDS = marked("This speaks of the arm, or hints at it. Write what was seen and done.")
CHANGED = marked("This no longer fits the family as it stands. Look at it again.")
TEXT_OF = {"call": "note", "excuse": "note", "visit": "day", "date": "reason", "write": "zh"}
MOST = 300
PERSONAL_LINES = 2
SAID = {
    "call": marked("The call is recorded."),
    "visit": marked("Booked. A family that knew another time is told."),
    "date": marked("The date is set, and the year laid out anew."),
    "excuse": marked("These days are excused."),
    "write": marked("It is on its way."),
}


@router.get("")
def every(engine: EngineOf, reader: ReaderNow, pack: PackOf, code: str = "") -> Response:
    """The families of the reader's site, or those whose code begins with what was typed."""
    with reading(engine) as session:
        found = families.families_at(session, reader.member.site, beginning=code.strip(), limit=MOST)
        children = families.children_of_many(session, [each.id for each in found])
        chrome = chrome_of(session, reader, pack, section="families", path=PATH)
    rows = [(each.code, [child.code for child in children[each.id] if child.code != each.code]) for each in found]
    return render("families.html", reader, chrome=chrome, rows=rows, code=code, most=MOST)


@router.get("/{code}")
def one(
    office: OfficeNow,
    code: str,
    show: str = "everything",
    before: str = "",
    done: str = "",
) -> Response:
    """One family; that the reader looked is kept. Raises NotFoundError."""
    engine, reader = office.engine, office.reader
    with transaction(engine) as session:
        look_at_family(session, code, reader)
    said = reader.say(SAID[done]) if done in SAID else ""
    return _page(office, code, part=show if show in PART_NAMES else "everything", before=before, said=said)


@router.get("/{code}/messages/{message_id}")
def why(engine: EngineOf, reader: ReaderNow, pack: PackOf, code: str, message_id: str) -> Response:
    """Why a text was sent, or was not, step by step. Raises NotFoundError."""
    with reading(engine) as session:
        family = families.family_at(session, code, reader.member.site)
        row = outbox.message(session, message_id)
        if row is None or row.stream != family.code:
            raise NotFoundError("There is no such message.")
        lines = explain_message(session, message_id, language=reader.language)
        chrome = chrome_of(session, reader, pack, section="families", path=f"{PATH}/{code}/messages/{message_id}")
    return render(
        "why.html",
        reader,
        chrome=chrome,
        code=family.code,
        head=TaskWords(reader, pack).kind(row.kind),
        body=row.body if reader.member.role.sees_families else "",
        lang=row.language,
        lines=[line.strip() for line in lines[PERSONAL_LINES:]],
    )


@router.post("/{code}/write", dependencies=[*ACTING])
def write(office: OfficeNow, code: str, values: Typed) -> Response:
    """Show a text as it would go out; with `once`, send it. Raises NotFoundError."""
    engine, reader, pack = office.engine, office.reader, office.pack
    try:
        errors = wrong_words(values)
    except ArmWordsError:
        errors = {"zh": ARM_WORDS}
    if errors:
        return _again(office, code, "write", values, errors)
    with transaction(engine) as session:
        family = families.family_at(session, code, reader.member.site)
        text = written(session, family, values, pack=pack)
        if text is not None and values.get("once"):
            send_written(session, family, text, once=values["once"], by=reader.member.name, now=reader.now)
            return RedirectResponse(f"{PATH}/{family.code}?done=write", status_code=303)
    if text is None:
        raise NotFoundError("Nobody of this family is meant.")
    return _show_text(office, code, text, values)


@router.post("/{code}/date", dependencies=[*ACTING])
def date(office: OfficeNow, code: str, values: Typed) -> Response:
    """Show what a date moves; with `known`, set it. Raises NotFoundError, BehindError."""
    engine, reader, pack = office.engine, office.reader, office.pack
    try:
        with transaction(engine) as session:
            family = families.family_at(session, code, reader.member.site)
            deed = Deed(session, family, reader, pack, values)
            new, errors = read_date(deed)
            known = schedule.anchor_facts(session, new.child.id) if new is not None else []
            if new is not None and values.get("known"):
                if values["known"] != str(len(known)):
                    raise BehindError(reader.say("Somebody set a date of this child meanwhile. Look at it again."))
                set_date(deed, new)
                return RedirectResponse(f"{PATH}/{family.code}?done=date", status_code=303)
            changes = moved(diff_of(deed, new), reader, TaskWords(reader, pack)) if new is not None else []
    except BehindError:
        raise
    except ArmWordsError:
        errors = {"reason": ARM_WORDS}
    except ConflictError:
        errors = {"counts_from": marked("Choose what later visits count from instead.")}
    if errors or new is None:
        return _again(office, code, "date", values, errors)
    on = day(new.on, reader.language, year=True) if new.on else reader.say("never comes")
    with reading(engine) as session:
        chrome = chrome_of(session, reader, pack, section="families", path=f"{PATH}/{code}")
    return render(
        "moved.html",
        reader,
        chrome=chrome,
        code=family.code,
        child=new.child.code,
        anchor=anchor_name(pack, new.anchor, reader.language),
        on=on,
        changes=changes,
        values=values,
        known=len(known),
    )


@router.post("/{code}/{act}", dependencies=[*ACTING])
def do(office: OfficeNow, code: str, act: str, values: Typed) -> Response:
    """A call, a visit, or excused days. Raises NotFoundError."""
    engine, reader, pack = office.engine, office.reader, office.pack
    if act not in ACTS:
        raise NotFoundError("There is no such act.")
    try:
        with transaction(engine) as session:
            family = families.family_at(session, code, reader.member.site)
            errors = ACTS[act](Deed(session, family, reader, pack, values))
    except ArmWordsError:
        errors = {TEXT_OF[act]: ARM_WORDS}
    except ConflictError:
        errors = {TEXT_OF[act]: CHANGED}
    if errors:
        return _again(office, code, act, values, errors)
    return RedirectResponse(f"{PATH}/{code}?done={act}", status_code=303)


def _again(
    office: Office,
    code: str,
    act: str,
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    filled = Filled(act, values, {name: office.reader.say(words) for name, words in errors.items()})
    return _page(office, code, filled=filled, status=422)


def _page(
    office: Office,
    code: str,
    *,
    part: str = "everything",
    before: str = "",
    said: str = "",
    filled: Filled | None = None,
    status: int = 200,
) -> Response:
    engine, reader, pack = office.engine, office.reader, office.pack
    with reading(engine) as session:
        family = families.family_at(session, code, reader.member.site)
        page = family_page(
            session, family, reader=reader, pack=pack, live=office.live, part=part, before=before, filled=filled
        )
        chrome = chrome_of(session, reader, pack, section="families", path=f"{PATH}/{family.code}")
    names = [(key, reader.say(words)) for key, words in PART_NAMES.items()]
    return render("family.html", reader, status=status, chrome=chrome, page=page, said=said, parts=names)


def _show_text(office: Office, code: str, text: Written, values: Mapping[str, str]) -> Response:
    engine, reader, pack = office.engine, office.reader, office.pack
    with reading(engine) as session:
        chrome = chrome_of(session, reader, pack, section="families", path=f"{PATH}/{code}")
    return render(
        "write.html",
        reader,
        chrome=chrome,
        code=code,
        text=text,
        values=values,
        once=values.get("once") or str(uuid4()),
    )
