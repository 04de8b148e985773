"""One row of an enrolment file into the graph: a new child, in a new family or beside a sibling."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.families import queries
from backend.families.add_caregiver import add_caregiver, phone_id_of
from backend.families.confirm_phone import confirm
from backend.families.fit import family_to_join, refuse_misfits
from backend.families.models import Child, Family, Place
from backend.families.parse_row import Row
from backend.families.phone_queries import lock_phones
from backend.families.rules import Rules


def admit(session: Session, *, row: Row, rules: Rules, by: str, now: datetime) -> Child:
    """Enrol the child of `row`. Raises RowRefusedError if it does not fit what is recorded."""
    family = family_to_join(session, row)
    if family is not None:
        queries.lock_family(session, family.id)
    refuse_misfits(session, row, family)
    # Before the audit: whoever confirms one of them comes in this order.
    lock_phones(session, [phone_id_of(each.phone) for each in row.caregivers])
    if family is None:
        family = _new_family(session, row, rules, by=by, now=now)
    child = _new_child(session, row, family, by=by, now=now)
    for each in row.caregivers:
        phone, _ = add_caregiver(session, each, family=family, by=by, now=now)
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
