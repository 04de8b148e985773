"""Which family a row belongs to, and whether it fits what is recorded about it."""

from collections.abc import Iterator

from sqlmodel import Session

from backend.families import queries
from backend.families.caregiver_queries import caregivers_of
from backend.families.differ import caregiver_differences
from backend.families.models import Family, PhoneState, Role
from backend.families.parse_row import Row, RowRefusedError
from backend.families.phone_queries import phone_by_number, phone_state


def family_to_join(session: Session, row: Row) -> Family | None:
    """The family named in `row`, or whose guardian's phone it has; None for a new one. Raises RowRefusedError."""
    guardians = [each.phone.e164 for each in row.caregivers if each.role is Role.GUARDIAN]
    shared = queries.guardian_families(session, guardians)
    if len(shared) > 1:
        codes = " and ".join(each.code for each in shared)
        raise RowRefusedError(f"the guardians' phones belong to different families, {codes}")
    named = queries.family_with_code(session, row.family) if row.family else None
    if row.family and shared and (named is None or named.id != shared[0].id):
        raise RowRefusedError(f"family is {row.family}, but the guardian's phone belongs to {shared[0].code}")
    return named or (shared[0] if shared else None)


def refuse_misfits(session: Session, row: Row, family: Family | None) -> None:
    """Raises RowRefusedError with everything in which `row` contradicts what is recorded."""
    reasons = list(_code_misfits(session, row, family))
    if family is not None:
        reasons += _family_misfits(session, row, family)
    roles = {each.role for each in row.caregivers}
    roles |= {each.role for each in caregivers_of(session, family.id)} if family else set()
    if Role.GUARDIAN not in roles:
        reasons.append("no caregiver is a guardian; a delegate alone may not consent")
    for each in row.caregivers:
        phone = phone_by_number(session, each.phone.e164)
        if phone and phone_state(session, phone.id) is PhoneState.WRONG_NUMBER:
            reasons.append(f"caregiver{each.nth}_phone was reported as a wrong number; confirm it first")
    if reasons:
        raise RowRefusedError(*reasons)


def _code_misfits(session: Session, row: Row, family: Family | None) -> Iterator[str]:
    taken = queries.family_with_code(session, row.code)
    if taken is not None and (family is None or taken.id != family.id):
        yield f"participant_code {row.code} is the code of another family"
    if row.family and family is None and queries.child_with_code(session, row.family):
        yield f"family {row.family} is the code of a participant in another family"


def _family_misfits(session: Session, row: Row, family: Family) -> Iterator[str]:
    for column, written, recorded in (
        ("site", row.site, family.site),
        ("place", row.place, family.place),
        ("zone", row.zone, family.zone),
    ):
        if written is not None and written != recorded:
            yield f"{column} is {written}, but family {family.code} has {recorded}"
    on_phone = {each.phone_id: each for each in caregivers_of(session, family.id)}
    for each in row.caregivers:
        phone = phone_by_number(session, each.phone.e164)
        if phone is not None and phone.id in on_phone:
            for column in caregiver_differences(each, on_phone[phone.id]):
                yield f"{column} differs from what family {family.code} has"
