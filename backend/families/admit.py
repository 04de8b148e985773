"""One row of an enrolment file into the graph: a new child, in a new family or beside a sibling."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.families import queries
from backend.families.confirm_phone import confirm
from backend.families.fit import family_to_join, refuse_misfits
from backend.families.models import Caregiver, Child, Family, Phone, Place
from backend.families.parse_row import CaregiverRow, Row
from backend.families.rules import Rules
from backend.vault import blind


def admit(session: Session, *, row: Row, rules: Rules, by: str, now: datetime) -> Child:
    """Enrol the child of `row`. Raises RowRefusedError if it does not fit what is recorded."""
    family = family_to_join(session, row)
    if family is not None:
        queries.lock_family(session, family.id)
    refuse_misfits(session, row, family)
    if family is None:
        family = _new_family(session, row, rules, by=by, now=now)
    child = _new_child(session, row, family, by=by, now=now)
    known = {each.phone_id for each in queries.caregivers_of(session, family.id)}
    for each in row.caregivers:
        phone = _phone(session, each, now=now)
        if phone.id not in known:
            _new_caregiver(session, each, family, phone, by=by, now=now)
        if each.confirmed:
            confirm(session, phone=phone, by=by, note="tested at enrolment", now=now)
    return child


def _new_family(session: Session, row: Row, rules: Rules, *, by: str, now: datetime) -> Family:
    code = row.family or row.code
    family = Family(
        id=queries.stable_id("family", code),
        code=code,
        zone=row.zone or rules.zone,
        place=row.place or Place.UNKNOWN,
        site=row.site,
        created_at=now,
    )
    queries.add(session, family)
    record(
        session,
        stream=code,
        actor=by,
        action="families.open",
        subject=f"family:{family.id}",
        after={"zone": family.zone, "place": family.place.value, "site": family.site},
        now=now,
    )
    return family


def _new_child(session: Session, row: Row, family: Family, *, by: str, now: datetime) -> Child:
    child = Child(
        id=queries.stable_id("child", row.code),
        family_id=family.id,
        code=row.code,
        called=row.called,
        birth_on=row.birth_on.isoformat(),
        sex=row.sex,
        campus=row.campus,
        enrolled_at=now,
        enrolled_as=row.digest,
    )
    queries.add(session, child)
    after = {"code": child.code, "called": child.called, "birth_on": child.birth_on}
    record(
        session,
        stream=family.code,
        actor=by,
        action="families.enrol",
        subject=f"child:{child.id}",
        after={**after, "sex": child.sex.value, "campus": child.campus},
        now=now,
    )
    return child


def _phone(session: Session, row: CaregiverRow, *, now: datetime) -> Phone:
    mark = blind(row.phone.e164)
    phone = queries.phone_by_index(session, mark)
    if phone is None:
        phone = Phone(
            id=queries.stable_id("phone", mark),
            number=row.phone.e164,
            number_index=mark,
            country=row.phone.country,
            created_at=now,
        )
        queries.add(session, phone)
    return phone


def _new_caregiver(
    session: Session, row: CaregiverRow, family: Family, phone: Phone, *, by: str, now: datetime
) -> None:
    caregiver = Caregiver(
        id=queries.stable_id("caregiver", family.id, phone.id),
        family_id=family.id,
        phone_id=phone.id,
        called=row.called,
        relation=row.relation,
        role=row.role,
        language=row.language,
        early_texts=row.early_texts,
        gets_reminders=row.reminders,
        created_at=now,
    )
    queries.add(session, caregiver)
    who = {"called": row.called, "relation": row.relation, "role": row.role.value, "phone": phone.number}
    wants = {"language": row.language.value, "early_texts": _yes(row.early_texts), "reminders": _yes(row.reminders)}
    record(
        session,
        stream=family.code,
        actor=by,
        action="families.add-caregiver",
        subject=f"caregiver:{caregiver.id}",
        after={**who, **wants},
        now=now,
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"
