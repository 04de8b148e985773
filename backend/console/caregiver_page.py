"""A family's people and phones: who they are, what they wish, what became known of each number, and the forms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from sqlmodel import Session

from backend.console.about import joined
from backend.console.callers import PHONE_STATES, who_is
from backend.console.caregiver_forms import READ, add_form, hour_form, person_forms
from backend.console.concern_forms import Filled
from backend.console.family_page import ROLES
from backend.console.guard_routes import Office
from backend.console.people import people
from backend.console.reader import Reader
from backend.console.seen import Form
from backend.diary.nudge_hour import family_hour
from backend.explain.words import reason_words
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Family, PhoneFact
from backend.families.phone_numbers import spaced
from backend.families.phone_queries import phone_by_id, phone_facts, phone_state
from backend.languages import clock_time, marked
from backend.outbox.models import Scope
from backend.outbox.suppress import is_suppressed

EARLY, NOT_EARLY = marked("texts in the early morning"), marked("no texts in the early morning")


@dataclass(frozen=True)
class PersonShown:
    """One adult with a phone. `known` is what became known of the number, the newest first."""

    name: str
    about: str
    number: str
    dialled: str
    stands: str
    wishes: str
    known: Sequence[tuple[str, str]]
    forms: Sequence[Form]


@dataclass(frozen=True)
class PeoplePage:
    """The page; `forms` are about the family as a whole."""

    code: str
    hour: str
    people: Sequence[PersonShown]
    forms: Sequence[Form]


def people_page(session: Session, family: Family, office: Office, filled: Filled | None) -> PeoplePage:
    """The page, with what was typed into one of its forms; `filled.act` is the form's own name on the page."""
    reader, path = office.reader, f"/console/families/{family.code}/people"
    mine = caregivers_of(session, family.id)
    hour = family_hour(session, family, pack=office.pack)
    hours = [(f"{at:%H:%M}", clock_time(at, reader.language)) for at in office.pack.study.hours.diary_hours]
    now = f"{hour.at:%H:%M}" if hour is not None else ""
    forms = [add_form(reader)]
    if hours:
        forms.insert(0, hour_form(reader, hours, now))
    return PeoplePage(
        code=family.code,
        hour=clock_time(time.fromisoformat(now), reader.language) if now else "",
        people=[_person(session, each, office, filled, f"{path}/{each.id}", nth) for nth, each in enumerate(mine)],
        forms=[_shown(form, form.act, f"{path}/{form.act}", filled) for form in forms],
    )


def act_on_page(act: str, nth: int) -> str:
    """The name of a person's form on the page, on which several persons have such forms."""
    return f"{act}-{nth}"


def _person(
    session: Session, each: Caregiver, office: Office, filled: Filled | None, path: str, nth: int
) -> PersonShown:
    reader, phone = office.reader, phone_by_id(session, each.phone_id)
    state, facts = phone_state(session, phone.id), phone_facts(session, phone.id)
    silent = is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index)
    known = people(session, office.pack, reader)
    stands = [reader.say(PHONE_STATES[state]), *(reason_words(reason, reader.language) for reason in silent)]
    return PersonShown(
        name=who_is(reader, each.relation, each.called),
        about=reader.say(ROLES[each.role]),
        number=spaced(phone.number),
        dialled=phone.number,
        stands=joined(list(dict.fromkeys(stands)), reader.language),
        wishes=joined(
            [
                reader.say(READ[each.language.value]),
                reader.say(EARLY if each.early_texts else NOT_EARLY),
                "" if each.gets_reminders else reader.say("no reminders"),
            ],
            reader.language,
        ),
        known=[_fact(fact, known.name("family" if ":" in fact.by else fact.by), reader) for fact in reversed(facts)],
        forms=[
            replace(_shown(form, act_on_page(form.act, nth), f"{path}/{form.act}", filled), seen=len(facts))
            for form in person_forms(each, state, reader)
        ],
    )


def _fact(fact: PhoneFact, who: str, reader: Reader) -> tuple[str, str]:
    return f"{reader.say(PHONE_STATES[fact.kind])} · {reader.moment(fact.recorded_at)}", joined(
        [who, fact.note], reader.language
    )


def _shown(form: Form, act: str, action: str, filled: Filled | None) -> Form:
    form = replace(form, act=act, action=action)
    if filled is None or filled.act != act:
        return form
    return replace(form, values={**form.values, **filled.values}, errors=filled.errors)
