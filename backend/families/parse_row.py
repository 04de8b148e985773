"""One row of an enrolment file as values, or every reason why it cannot be taken."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backend.errors import NuanxinError
from backend.families.add_caregiver import NewCaregiver
from backend.families.cells import Cells
from backend.families.codes import clean_code, is_code
from backend.families.columns import MOST_CAREGIVERS
from backend.families.models import Place, Role, Sex
from backend.families.rules import Rules
from backend.families.vocabulary import LANGUAGE, PLACE, RELATION, ROLE, SEX
from backend.languages import Language
from backend.vault import blind

REGIONS = {Place.MAINLAND: "CN", Place.HONG_KONG: "HK", Place.MACAU: "MO", Place.UNKNOWN: "CN"}


class RowRefusedError(NuanxinError):
    """A row was not taken; `reasons` says why, each for itself."""

    type = "row-refused"
    status_code = 422

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class CaregiverRow(NewCaregiver):
    """A caregiver as written. `nth` is the number in the column names; `confirmed`: tested at the clinic."""

    nth: int
    confirmed: bool


@dataclass(frozen=True)
class Row:
    """A child, the consent and the caregivers as written. `zone` and `place` are None where left empty."""

    code: str
    family: str | None
    site: str
    campus: str
    birth_on: date
    sex: Sex
    called: str
    place: Place | None
    zone: str | None
    consent_on: date
    consent_version: str
    consent_reference: str
    caregivers: tuple[CaregiverRow, ...]

    @property
    def digest(self) -> str:
        """A blind digest: equal rows have equal digests, and nothing can be read from it."""
        return blind(json.dumps(asdict(self), default=str, sort_keys=True, ensure_ascii=False))


def parse_row(cells: Cells, rules: Rules, *, now: datetime) -> Row:
    """The row in `cells`. Raises RowRefusedError with all reasons at once."""
    site = cells.text("site") or (next(iter(rules.campuses)) if len(rules.campuses) == 1 else "")
    place = cells.word("place", PLACE, required=False)
    row = Row(
        code=_code(cells, "participant_code"),
        family=_code(cells, "family") if cells.text("family") else None,
        site=site,
        campus=_campus(cells, rules, site),
        birth_on=cells.day("birth_date"),
        sex=Sex(cells.word("sex", SEX) or Sex.FEMALE),
        called=cells.text("child_called", required=True),
        place=Place(place) if place else None,
        zone=_zone(cells),
        consent_on=cells.day("consent_on"),
        consent_version=cells.text("consent_version", required=True),
        consent_reference=cells.text("consent_reference", required=True),
        caregivers=_caregivers(cells, REGIONS[Place(place)] if place else "CN"),
    )
    _check_days(cells, row, rules, now=now)
    _check_phones(cells, row)
    if cells.problems:
        raise RowRefusedError(*cells.problems)
    return row


def years_between(born: date, on: date) -> int:
    """Full years of age (周岁); somebody born on 29 February turns a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _code(cells: Cells, column: str) -> str:
    code = clean_code(cells.text(column, required=True))
    if code and not is_code(code):
        cells.refuse(column, "is not a code: use up to 32 letters, digits, dots, dashes and underscores")
    return code


def _campus(cells: Cells, rules: Rules, site: str) -> str:
    if site not in rules.campuses:
        known = ", ".join(rules.campuses)
        cells.refuse("site", f"{'is missing' if not site else 'is unknown'}; the study has: {known}")
        return ""
    campus = rules.campuses[site].get(cells.text("campus", required=True), "")
    if cells.text("campus") and not campus:
        known = ", ".join(dict.fromkeys(rules.campuses[site].values()))
        cells.refuse("campus", f"is unknown; the site has: {known}")
    return campus


def _zone(cells: Cells) -> str | None:
    zone = cells.text("zone")
    if not zone:
        return None
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        cells.refuse("zone", "is not a time zone; write it like Asia/Shanghai")
    return zone


def _caregivers(cells: Cells, region: str) -> tuple[CaregiverRow, ...]:
    present = [nth for nth in range(1, MOST_CAREGIVERS + 1) if nth == 1 or cells.any(f"caregiver{nth}_")]
    return tuple(_caregiver(cells, nth, region) for nth in present)


def _caregiver(cells: Cells, nth: int, region: str) -> CaregiverRow:
    mine = f"caregiver{nth}_"
    role = Role(cells.word(mine + "role", ROLE) or Role.DELEGATE)
    return CaregiverRow(
        nth=nth,
        called=cells.text(mine + "called", required=True),
        relation=cells.word(mine + "relation", RELATION) or "",
        role=role,
        phone=cells.phone(mine + "phone", region),
        language=Language(cells.word(mine + "language", LANGUAGE) or Language.ZH_HANS),
        early_texts=cells.yes(mine + "early_texts", empty=False),
        confirmed=cells.yes(mine + "confirmed", empty=False),
        reminders=cells.yes(mine + "reminders", empty=role is Role.GUARDIAN),
    )


def _check_days(cells: Cells, row: Row, rules: Rules, *, now: datetime) -> None:
    if {"birth_date", "consent_on"} & cells.refused:
        return
    today = now.astimezone(ZoneInfo(rules.zone if "zone" in cells.refused else row.zone or rules.zone)).date()
    if row.consent_on > today:
        cells.refuse("consent_on", "lies in the future")
    age = years_between(row.birth_on, row.consent_on)
    if age < 0:
        cells.refuse("birth_date", "lies after the day of consent")
    elif not rules.youngest <= age <= rules.oldest:
        cells.refuse("birth_date", f"makes the child {age} on the day of consent; the study takes {rules.ages}")


def _check_phones(cells: Cells, row: Row) -> None:
    seen: dict[str, int] = {}
    for each in row.caregivers:
        number = each.phone.e164
        if number and number in seen:
            cells.refuse(
                f"caregiver{each.nth}_phone",
                f"is also caregiver{seen[number]}'s; name one person for each phone",
            )
        seen.setdefault(number, each.nth)
