"""The page of a family's people and phones, and what is changed there; whoever reads by code never sees it."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from backend.console.behind import BehindError
from backend.console.caregiver_acts import FAMILY_ACTS, PERSON_ACTS, Change, OfPerson, Wrong
from backend.console.caregiver_page import act_on_page, people_page
from backend.console.concern_forms import Filled
from backend.console.guard_routes import ACTING, GUARDED, LOOKING, Office, OfficeNow, Typed
from backend.console.look_at_family import look_at_family
from backend.console.pages import render
from backend.console.surroundings import chrome_of
from backend.db import reading, transaction
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Family
from backend.families.phone_queries import next_phone_fact, phone_by_id, phone_facts
from backend.languages import marked
from backend.protocol.blinding import ArmWordsError

PATH = "/console/families"
ARM_WORDS = marked("This speaks of the arm, or hints at it. Write what was seen and done.")
OF_NUMBER = ("theirs", "ask", "strangers")
SAID = {
    "wishes": marked("The wishes are kept."),
    "theirs": marked("The number is confirmed."),
    "ask": marked("The number is asked whose it is; it is on today's list until that is settled."),
    "strangers": marked("Nothing more goes to this number. Finding the right one is on today's list."),
    "hour": marked("From its next coming the diary is reminded of at this hour."),
    "new-person": marked("Added."),
}
router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[*GUARDED])
C = TypeVar("C", bound=Change)


@router.get("/{code}/people", dependencies=[*LOOKING])
def everybody(office: OfficeNow, code: str, done: str = "") -> Response:
    """Everybody of a family; that the reader looked is kept. Raises NotFoundError."""
    reader = office.reader
    with transaction(office.engine) as session:
        look_at_family(session, code, reader)
    return _page(office, code, said=reader.say(SAID[done]) if done in SAID else "")


@router.post("/{code}/people/{act}", dependencies=[*ACTING])
def of_family(office: OfficeNow, code: str, act: str, values: Typed) -> Response:
    """Add somebody, or change the hour of reminders. Raises NotFoundError."""
    with transaction(office.engine) as session:
        family = families.family_at(session, code, office.reader.member.site)
        wrong = _try(_known(FAMILY_ACTS, act), Change(session, family, office, values))
    return _after(office, code, act, Filled(act, values, wrong))


@router.post("/{code}/people/{caregiver_id}/{act}", dependencies=[*ACTING])
def of_person(office: OfficeNow, code: str, caregiver_id: str, act: str, values: Typed) -> Response:
    """Change what is known of one adult and their phone. Raises NotFoundError, BehindError."""
    do = _known(PERSON_ACTS, act)
    with transaction(office.engine) as session:
        family = families.family_at(session, code, office.reader.member.site)
        nth, caregiver = _whom(session, family, caregiver_id)
        if act in OF_NUMBER:
            _refuse_behind(session, office, caregiver, values.get("seen", ""))
        phone = phone_by_id(session, caregiver.phone_id)
        wrong = _try(do, OfPerson(session, family, office, values, caregiver, phone))
    return _after(office, code, act, Filled(act_on_page(act, nth), values, wrong))


def _known(acts: Mapping[str, Callable[[C], Wrong]], act: str) -> Callable[[C], Wrong]:
    if act not in acts:
        raise NotFoundError("There is no such act.")
    return acts[act]


def _whom(session: Session, family: Family, caregiver_id: str) -> tuple[int, Caregiver]:
    for nth, each in enumerate(caregivers_of(session, family.id)):
        if each.id == caregiver_id:
            return nth, each
    raise NotFoundError("This family has nobody like that.")


def _refuse_behind(session: Session, office: Office, caregiver: Caregiver, seen: str) -> None:
    """Raises BehindError if something became known of the number after the page was made."""
    next_phone_fact(session, caregiver.phone_id)  # holds the phone until we commit
    if seen != str(len(phone_facts(session, caregiver.phone_id))):
        raise BehindError(office.reader.say("Something became known of this number meanwhile. Look at it again."))


def _try(do: Callable[[C], Wrong], change: C) -> Wrong:
    """What is wrong with the form. Nothing is changed before it is right."""
    try:
        return do(change)
    except ArmWordsError:
        return {"note": ARM_WORDS}


def _after(office: Office, code: str, act: str, filled: Filled) -> Response:
    if not filled.errors:
        return RedirectResponse(f"{PATH}/{code}/people?done={act}", status_code=303)
    told = {name: office.reader.say(words) for name, words in filled.errors.items()}
    return _page(office, code, filled=Filled(filled.act, filled.values, told), status=422)


def _page(office: Office, code: str, *, said: str = "", filled: Filled | None = None, status: int = 200) -> Response:
    with reading(office.engine) as session:
        family = families.family_at(session, code, office.reader.member.site)
        page = people_page(session, family, office, filled)
        path = f"{PATH}/{family.code}/people"
        chrome = chrome_of(session, office.reader, office.pack, section="families", path=path)
    return render("caregivers.html", office.reader, status=status, chrome=chrome, page=page, said=said)
