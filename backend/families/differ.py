"""How a row that was enrolled before differs from what is recorded now; values are never repeated."""

from collections.abc import Iterator

from sqlmodel import Session

from backend.families import queries
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Child
from backend.families.parse_row import CaregiverRow, Row
from backend.families.phone_queries import is_confirmed, phone_by_number

# Facts that have a command of their own; an enrolment file never overwrites them.
COMMANDS = {"language": "nuanxin language", "confirmed": "nuanxin phone"}


def differences(session: Session, row: Row, child: Child) -> list[str]:
    """The columns in which `row` is not what is recorded about `child` and the family."""
    family = queries.family_by_id(session, child.family_id)
    pairs = (
        ("family", row.family, family.code),
        ("site", row.site, family.site),
        ("campus", row.campus, child.campus),
        ("birth_date", row.birth_on.isoformat(), child.birth_on),
        ("sex", row.sex, child.sex),
        ("child_called", row.called, child.called),
        ("place", row.place, family.place),
        ("zone", row.zone, family.zone),
    )
    found = [column for column, written, recorded in pairs if written is not None and written != recorded]
    on_phone = {each.phone_id: each for each in caregivers_of(session, family.id)}
    for each in row.caregivers:
        found += _of_caregiver(session, each, on_phone)
    return found


def caregiver_differences(row: CaregiverRow, recorded: Caregiver) -> Iterator[str]:
    """The columns in which a caregiver as written is not the one recorded on the same phone."""
    for column, written, known in (
        ("called", row.called, recorded.called),
        ("relation", row.relation, recorded.relation),
        ("role", row.role, recorded.role),
        ("language", row.language, recorded.language),
        ("early_texts", row.early_texts, recorded.early_texts),
        ("reminders", row.reminders, recorded.gets_reminders),
    ):
        if written != known:
            yield _hint(f"caregiver{row.nth}_", column)


def _of_caregiver(session: Session, row: CaregiverRow, on_phone: dict[str, Caregiver]) -> list[str]:
    phone = phone_by_number(session, row.phone.e164)
    if phone is None or phone.id not in on_phone:
        return [f"caregiver{row.nth}_phone"]
    found = list(caregiver_differences(row, on_phone[phone.id]))
    if row.confirmed and not is_confirmed(session, phone.id):
        found.append(_hint(f"caregiver{row.nth}_", "confirmed"))
    return found


def _hint(prefix: str, column: str) -> str:
    command = COMMANDS.get(column)
    return f"{prefix}{column} (use `{command}`)" if command else f"{prefix}{column}"
