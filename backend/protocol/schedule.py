"""The study's schedule: anchors, visits with windows and samples, and the reminders on the way to each."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, model_validator

from backend.protocol.text import Bilingual, LocalTime, PackModel

Basis = Literal["registry", "site-default"]
MOST_DAYS, MOST_WEEKS, MOST_MONTHS = 7305, 1043, 240  # 20 years: a longer offset is a slip of the keyboard


class Offset(PackModel):
    """How far a visit lies after its anchor. Months are calendar months, clamped to the month's end."""

    days: int = Field(default=0, ge=-MOST_DAYS, le=MOST_DAYS)
    weeks: int = Field(default=0, ge=-MOST_WEEKS, le=MOST_WEEKS)
    months: int = Field(default=0, ge=0, le=MOST_MONTHS)

    def add(self, day: date) -> date:
        """The day this far after `day`: 30 November plus 3 months is the last of February."""
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days, weeks=self.weeks)


class WindowPlan(PackModel):
    """How many days before and after its target a visit still counts as in time."""

    before: int = Field(ge=0)
    after: int = Field(ge=0)
    basis: Basis


class Anchor(PackModel):
    """A date that visits count from; a derived one stands on another, or on the one a coordinator chose."""

    key: str
    name: Bilingual
    derived_from: tuple[str, ...] = ()
    or_chosen: tuple[str, ...] = ()


class VisitPlan(PackModel):
    """A visit: when it is due after its anchor, and which samples it needs."""

    key: str
    name: Bilingual
    short: Bilingual
    anchor: str
    offset: Offset
    offset_basis: Basis
    window: WindowPlan
    samples: tuple[str, ...] = ()
    samples_basis: Basis | None = None
    sets_anchor: str | None = None


class ReminderRule(PackModel):
    """A text on the way to an appointment. `day` counts from the visit's day; `slot` names an hour of the day."""

    key: str
    day: int = Field(le=0)
    slot: str
    kind: str
    to: tuple[Literal["guardian", "delegate"], ...] = Field(min_length=1)
    asks: Literal["confirm"] | None = None
    only_unconfirmed: bool = False
    only_if_sample: str | None = None
    unless_sample: str | None = None
    only_early_opt_in: bool = False
    catch_up: bool = False
    instead_of: str | None = None
    notice_minutes: int = Field(default=0, ge=0)
    expires_minutes: int = Field(ge=5)


class CallRule(PackModel):
    """When a person phones a family that has not answered."""

    day: int = Field(le=0)
    at: LocalTime


class UnscheduledPlan(PackModel):
    """How a visit outside the plan is called, and what it needs."""

    name: Bilingual
    short: Bilingual
    samples: tuple[str, ...] = ()


class Schedule(PackModel):
    """One version of the schedule; an amendment is another that takes effect on a date."""

    version: str
    effective_on: date | None = None
    month_rule: Literal["calendar-clamped"]
    month_rule_basis: Basis
    book_ahead_days: int = Field(ge=1)
    samples: Mapping[str, Bilingual]
    anchors: tuple[Anchor, ...] = Field(min_length=1)
    visits: tuple[VisitPlan, ...] = Field(min_length=1)
    unscheduled: UnscheduledPlan
    reminders: tuple[ReminderRule, ...]
    unconfirmed_call: CallRule
    missed_slot: str

    def reminder(self, key: str) -> ReminderRule:
        """The rule of that name. Raises KeyError."""
        for rule in self.reminders:
            if rule.key == key:
                return rule
        raise KeyError(key)

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Schedule":
        for what, keys in (
            ("anchor", [each.key for each in self.anchors]),
            ("visit", [each.key for each in self.visits]),
            ("reminder", [each.key for each in self.reminders]),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise ValueError(f"{what} {', '.join(twice)} is there twice")
        return self
