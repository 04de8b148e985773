"""What staff change about a family's people and phones: wishes, whose a number is, another adult or number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from sqlmodel import Session

from backend.console.guard_routes import Office
from backend.devices.end_on_phone import end_on_phone
from backend.diary.nudge_hour import choose_hour
from backend.families import queries as families
from backend.families.add_caregiver import NewCaregiver, add_caregiver
from backend.families.cells import LONGEST
from backend.families.change_language import choose_language
from backend.families.confirm_phone import confirm
from backend.families.models import Caregiver, Family, Phone, PhoneState, Role
from backend.families.parse_row import REGIONS
from backend.families.phone_numbers import Number, PhoneRefusedError, parse
from backend.families.phone_queries import phone_by_number, phone_facts, phone_state
from backend.families.vocabulary import RELATION
from backend.families.want_early_texts import want_early_texts
from backend.languages import Language, marked
from backend.protocol.blinding import refuse_arm_words
from backend.schedule.check_phone import check_again, check_phone, close_phone_check
from backend.schedule.give_up_phone import give_up_phone

CHOOSE = marked("Choose one.")
SAY_WHY = marked("Say why, so that whoever looks next understands it.")
GIVE_NAME = marked("Give the name the family uses, at most 60 characters.")
HAS_IT = marked("Somebody of this family has this number already.")
IS_WRONG = marked("This number was reported as wrong. Ask for its confirmation first, where it stands.")
OTHERS = marked("A guardian of another family has this number. Ask an administrator.")
LANGUAGES = tuple(each.value for each in Language)
Wrong = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One change of a family by one person, as typed."""

    session: Session
    family: Family
    office: Office
    values: Mapping[str, str]

    @property
    def by(self) -> str:
        """Who changes it."""
        return self.office.reader.member.name

    def chosen(self, *names: str) -> dict[str, str]:
        """Which of these yes-or-no fields are neither."""
        return {name: CHOOSE for name in names if self.values.get(name) not in ("yes", "no")}

    def yes(self, name: str) -> bool:
        """Whether it was answered with yes."""
        return self.values.get(name) == "yes"


@dataclass(frozen=True)
class OfPerson(Change):
    """A change about one of the adults and their phone."""

    caregiver: Caregiver
    phone: Phone


def wishes(change: OfPerson) -> Wrong:
    """The language they read, and whether they want texts in the early morning."""
    wrong = change.chosen("early")
    if change.values.get("language") not in LANGUAGES:
        wrong["language"] = CHOOSE
    if not wrong:
        session, who, now = change.session, change.caregiver.id, change.office.reader.now
        language = Language(change.values["language"])
        choose_language(session, caregiver_id=who, language=language, by=change.by, now=now)
        want_early_texts(session, caregiver_id=who, wanted=change.yes("early"), by=change.by, now=now)
    return wrong


def theirs(change: OfPerson) -> Wrong:
    """The number reaches them: somebody has spoken with them on it. Raises ArmWordsError."""
    note, now = _note(change), change.office.reader.now
    confirm(change.session, phone=change.phone, by=change.by, note=note, now=now)
    close_phone_check(change.session, change.phone.id, outcome="confirmed by staff", by=change.by, now=now)
    return {}


def ask(change: OfPerson) -> Wrong:
    """Doubt the number and ask it again. Raises ArmWordsError."""
    note = _note(change)
    if not note:
        return {"note": SAY_WHY}
    check_again(
        change.session,
        change.caregiver,
        change.phone,
        change.family,
        note=note,
        by=change.by,
        pack=change.office.pack,
        live=change.office.live,
        now=change.office.reader.now,
    )
    return {}


def strangers(change: OfPerson) -> Wrong:
    """The number is somebody else's. Raises ArmWordsError."""
    note, now = _note(change), change.office.reader.now
    if not note:
        return {"note": SAY_WHY}
    facts = len(phone_facts(change.session, change.phone.id))
    end_on_phone(change.session, change.phone, by=change.by, now=now)
    give_up_phone(
        change.session,
        change.phone,
        stream=change.family.code,
        mark=f"{change.phone.id}:{facts}",
        note=note,
        by=change.by,
        pack=change.office.pack,
        now=now,
    )
    close_phone_check(change.session, change.phone.id, outcome="wrong number", by=change.by, now=now)
    return {}


def hour(change: Change) -> Wrong:
    """When the family is reminded of its diary."""
    pack, now = change.office.pack, change.office.reader.now
    if change.values.get("hour") not in [f"{at:%H:%M}" for at in pack.study.hours.diary_hours]:
        return {"hour": CHOOSE}
    at = time.fromisoformat(change.values["hour"])
    choose_hour(change.session, change.family, at, by=change.by, pack=pack, now=now)
    return {}


def add(change: Change) -> Wrong:
    """Another adult, or another number of one; it is asked whose it is, unless it was tested just now."""
    new, wrong = _new(change)
    if new is None:
        return wrong
    session, now = change.session, change.office.reader.now
    phone, caregiver = add_caregiver(session, new, family=change.family, by=change.by, now=now)
    if caregiver is None:
        return {"phone": HAS_IT}
    if change.yes("tested"):
        confirm(session, phone=phone, by=change.by, note="tested with the family", now=now)
        close_phone_check(session, phone.id, outcome="confirmed by staff", by=change.by, now=now)
    elif new.reminders and phone_state(session, phone.id) is PhoneState.UNCONFIRMED:
        office = change.office
        check_phone(session, caregiver, phone, change.family, pack=office.pack, live=office.live, now=now)
    return {}


def _new(change: Change) -> tuple[NewCaregiver | None, dict[str, str]]:
    values, wrong = change.values, change.chosen("early", "reminders", "tested")
    if not 0 < len(values.get("called", "")) <= LONGEST or not values["called"].isprintable():
        wrong["called"] = GIVE_NAME
    for name, allowed in (("relation", set(RELATION.values())), ("role", set(Role)), ("language", set(LANGUAGES))):
        if values.get(name) not in allowed:
            wrong[name] = CHOOSE
    number, why = _number(change)
    if why:
        wrong["phone"] = why
    if number is None or wrong:
        return None, wrong
    return NewCaregiver(
        called=values["called"],
        relation=values["relation"],
        role=Role(values["role"]),
        phone=number,
        language=Language(values["language"]),
        early_texts=change.yes("early"),
        reminders=change.yes("reminders"),
    ), {}


def _number(change: Change) -> tuple[Number | None, str]:
    """The number typed, or why it cannot be taken."""
    try:
        number = parse(change.values.get("phone", ""), REGIONS[change.family.place])
    except PhoneRefusedError as refusal:
        return None, refusal.why.value
    known = phone_by_number(change.session, number.e164)
    if known is not None and phone_state(change.session, known.id) is PhoneState.WRONG_NUMBER:
        return None, IS_WRONG
    guarded = families.guardian_families(change.session, [number.e164])
    if change.values.get("role") == Role.GUARDIAN and any(each.id != change.family.id for each in guarded):
        return None, OTHERS
    return number, ""


def _note(change: Change) -> str:
    note = change.values.get("note", "")
    refuse_arm_words(note)
    return note


PERSON_ACTS: Mapping[str, Callable[[OfPerson], Wrong]] = {
    "wishes": wishes,
    "theirs": theirs,
    "ask": ask,
    "strangers": strangers,
}
FAMILY_ACTS: Mapping[str, Callable[[Change], Wrong]] = {"hour": hour, "new-person": add}
