"""The columns of an enrolment file, under their English and Chinese names."""

import unicodedata
from collections import Counter

from backend.families.read_sheet import SheetUnreadableError

MOST_CAREGIVERS = 3

_ALIASES = {
    "participant_code": ("受试者编号", "受试者编码", "参与者编号"),
    "family": ("家庭", "家庭编号"),
    "site": ("中心", "研究中心"),
    "campus": ("院区",),
    "birth_date": ("出生日期",),
    "sex": ("性别",),
    "child_called": ("孩子称呼", "孩子小名"),
    "place": ("所在地",),
    "zone": ("时区",),
    "consent_on": ("知情同意日期",),
    "consent_version": ("知情同意书版本", "知情同意版本"),
    "consent_reference": ("知情同意书编号", "知情同意编号"),
}
_CAREGIVER_ALIASES = {
    "called": ("称呼",),
    "relation": ("关系",),
    "role": ("身份",),
    "phone": ("手机", "手机号"),
    "language": ("语言",),
    "early_texts": ("清晨短信",),
    "confirmed": ("号码已确认",),
    "reminders": ("接收提醒",),
}
_OPTIONAL = {"family", "site", "place", "zone"}
_OPTIONAL_OF_CAREGIVER = {"early_texts", "confirmed", "reminders"}


def _names() -> dict[str, str]:
    names = {alias: column for column, aliases in _ALIASES.items() for alias in (column, *aliases)}
    for number in range(1, MOST_CAREGIVERS + 1):
        for column, aliases in _CAREGIVER_ALIASES.items():
            names[f"caregiver{number}_{column}"] = f"caregiver{number}_{column}"
            names |= {f"照护人{number}{alias}": f"caregiver{number}_{column}" for alias in aliases}
    return names


NAMES = _names()
REQUIRED = (
    *(column for column in _ALIASES if column not in _OPTIONAL),
    *(f"caregiver1_{column}" for column in _CAREGIVER_ALIASES if column not in _OPTIONAL_OF_CAREGIVER),
)


def name_columns(header: tuple[str, ...]) -> dict[str, str]:
    """Each column as written -> its name here. Raises SheetUnreadableError naming every wrong column."""
    named = {written: NAMES.get(_plain(written), "") for written in header}
    problems = [f"unknown column {written!r}" for written, name in named.items() if not name]
    counted = Counter(NAMES.get(_plain(written), "") for written in header)
    problems += [f"column {name!r} is there twice" for name, times in counted.items() if name and times > 1]
    missing = [name for name in REQUIRED if name not in counted]
    problems += [f"column {name!r} is missing" for name in missing]
    if problems:
        raise SheetUnreadableError("The columns are wrong, so nothing was read: " + "; ".join(problems) + ".")
    return named


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip().lower().replace(" ", "_").replace("-", "_")
