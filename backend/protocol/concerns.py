"""How a worry is brought to a person: paging spans, the day's hours, and how long each promise may take."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from backend.protocol.signs import Phrases
from backend.protocol.text import LocalTime, PackModel


class DayHours(PackModel):
    """The hours in which urgent pages go out, every day of the year, in the study's zone."""

    from_: LocalTime = Field(alias="from")
    until: LocalTime

    @model_validator(mode="after")
    def _is_a_span(self) -> "DayHours":
        if not self.from_ < self.until:
            raise ValueError("`from` must be before `until`")
        return self

    def is_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether urgent pages go out at that moment."""
        return self.from_ <= at.astimezone(zone).time() < self.until

    def opens(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The next moment inside the hours, the moment itself if it is; in the zone of `at`."""
        local = at.astimezone(zone)
        if self.is_open(at, zone):
            return at
        day = local.date() if local.time() < self.from_ else local.date() + timedelta(days=1)
        return datetime.combine(day, self.from_, zone).astimezone(at.tzinfo)

    def after(self, at: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
        """`at` plus a span of clock hours that only run inside the hours; in the zone of `at`."""
        moment, left = self.opens(at, zone), span
        while True:
            closes = datetime.combine(moment.astimezone(zone).date(), self.until, zone).astimezone(at.tzinfo)
            if moment + left <= closes:
                return moment + left
            left -= closes - moment
            moment = self.opens(closes, zone)


class Paging(PackModel):
    """How long one person has before the next is paged."""

    emergency_minutes: int = Field(ge=1)
    urgent_hours: float = Field(gt=0)


class Calling(PackModel):
    """How long until somebody must have phoned the family."""

    emergency_minutes: int = Field(ge=1)
    urgent_hours: float = Field(gt=0)


class Telling(PackModel):
    """Phrases by which families tell what whoever phones needs: when it began, medicines, allergies, when to phone.

    They name the word classes of `triage/`; what they find is quoted, never counted.
    """

    onset: Phrases = Phrases()
    medicines: Phrases = Phrases()
    allergies: Phrases = Phrases()
    call_at: Phrases = Field(default=Phrases(), alias="call-at")

    @property
    def by_matter(self) -> Mapping[str, Phrases]:
        """Each by its name."""
        return {
            "onset": self.onset,
            "medicines": self.medicines,
            "allergies": self.allergies,
            "call-at": self.call_at,
        }


class ConcernRules(PackModel):
    """The clocks of a concern; every one waits for the site's approval."""

    day: DayHours
    page_next_after: Paging
    call_within: Calling
    episode_hours: float = Field(gt=0)
    short_answer_minutes: int = Field(ge=0)
    sae_report_hours: float = Field(gt=0)
    rota_days_ahead: int = Field(ge=1)
    telling: Telling = Telling()
    basis: str
