"""When families may be texted: quiet hours, the day's slots, the early window, office hours. Local times."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from pydantic import Field, model_validator

from backend.protocol.text import LocalTime, PackModel


class Hours(PackModel):
    """The study's hours, in the family's zone. Quiet hours span midnight.

    `diary` is when a family is reminded of its diary, unless it chose another of `diary_hours`.
    """

    quiet_from: LocalTime
    quiet_until: LocalTime
    early_from: LocalTime
    early_until: LocalTime
    office_from: LocalTime
    office_until: LocalTime
    slots: Mapping[str, LocalTime] = Field(min_length=1)
    diary: LocalTime | None = None
    diary_choices: tuple[LocalTime, ...] = ()
    basis: str

    @model_validator(mode="after")
    def _slots_are_sendable(self) -> "Hours":
        if not self.quiet_until < self.quiet_from:
            raise ValueError("quiet_until must be before quiet_from: quiet hours span midnight")
        for name, at in self.slots.items():
            inside = self.quiet_until <= at < self.quiet_from
            early = self.early_from <= at < self.early_until
            if not inside and not early:
                raise ValueError(f"slot {name} at {at:%H:%M} lies in quiet hours and outside the early window")
        if self.diary_choices and self.diary is None:
            raise ValueError("diary_choices need diary, the hour of a family that chose none")
        for at in self.diary_hours:
            if not self.may_text_at(at):
                raise ValueError(f"diary at {at:%H:%M} lies in quiet hours")
        return self

    @property
    def diary_hours(self) -> tuple[time, ...]:
        """The hours among which a family chooses when to be reminded of its diary, the study's among them."""
        own = () if self.diary is None else (self.diary,)
        return tuple(sorted({*own, *self.diary_choices}))

    def may_text_at(self, at: time) -> bool:
        """Whether that hour of the day is outside quiet hours."""
        return self.quiet_until <= at < self.quiet_from

    def is_quiet(self, local: datetime) -> bool:
        """Whether families may not be texted then."""
        return local.time() >= self.quiet_from or local.time() < self.quiet_until

    def is_early(self, local: datetime) -> bool:
        """Whether the moment lies in the early window, for those who asked for it."""
        return self.early_from <= local.time() < self.early_until

    def next_open(self, local: datetime) -> datetime:
        """The next moment outside quiet hours, the moment itself if it is."""
        if not self.is_quiet(local):
            return local
        day = local.date() + timedelta(days=1) if local.time() >= self.quiet_from else local.date()
        return datetime.combine(day, self.quiet_until, local.tzinfo)

    def quiet_starts(self, local: datetime) -> datetime:
        """When the next quiet hours begin after a moment outside them."""
        day = local.date() if local.time() < self.quiet_from else local.date() + timedelta(days=1)
        return datetime.combine(day, self.quiet_from, local.tzinfo)
