"""Working days of mainland China: a library's table, with the pack's own corrections on top."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

from backend.protocol.study import DayRule
from backend.protocol.text import Bilingual

SATURDAY = 5


@cache
def _public(year: int) -> dict[date, tuple[str, str]]:
    zh = holidays.country_holidays("CN", years=year, language="zh_CN")
    en = holidays.country_holidays("CN", years=year, language="en_US")
    return {day: (str(zh.get(day)), str(en.get(day))) for day in zh}


@cache
def _workdays(year: int) -> frozenset[date]:
    """Weekend days that are worked to make up for a holiday; none known is not the same as none."""
    table = holidays.country_holidays("CN", years=year)
    return frozenset(day for day in table.weekend_workdays if day.year == year)


class Calendar:
    """Which days are worked. Sources: the State Council's yearly list as the `holidays` library has it; the pack."""

    def __init__(self, rules: Iterable[DayRule] = ()) -> None:
        self._rules = {rule.on: rule for rule in rules}

    def holiday(self, day: date) -> Bilingual | None:
        """The holiday's name; None on any other day."""
        if day in self._rules:
            return None if self._rules[day].workday else self._rules[day].name
        names = _public(day.year).get(day)
        return Bilingual(zh_hans=names[0], en=names[1]) if names else None

    def is_workday(self, day: date) -> bool:
        """Whether people work that day, make-up days included."""
        if day in self._rules:
            return self._rules[day].workday
        if day in _workdays(day.year):
            return True
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def next_workday(self, day: date) -> date:
        """That day if it is worked, else the next that is."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def warnings(self, years: Iterable[int]) -> tuple[str, ...]:
        """Years whose make-up workdays nobody has published or entered yet: never silently taken for none."""
        return tuple(
            f"{year}: no make-up workdays are known yet; working days around its holidays may be wrong. "
            "Enter them under `holidays` in study.yaml once the State Council's list is out."
            for year in years
            if not _workdays(year) and not any(day.year == year for day in self._rules)
        )
