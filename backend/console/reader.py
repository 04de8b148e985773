"""Who reads a page: their language, the study's zone, the time it is, and how hours and spans read to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.languages import Language, day, gettext, marked
from backend.staff.models import StaffMember
from backend.staff.signed_in import SignedIn

LANGUAGES = (Language.ZH_HANS, Language.EN)
SOON = 90
HOURS_A_DAY = 24
MINUTES_AN_HOUR = 60
ROLE_WORDS = {
    "coordinator": marked("coordinator"),
    "investigator": marked("investigator"),
    "monitor": marked("monitor"),
    "administrator": marked("administrator"),
}


@dataclass(frozen=True)
class Reader:
    """One reader of one page. Hours are in the study's zone, as the console writes them."""

    language: Language
    zone: ZoneInfo
    now: datetime
    signed_in: SignedIn | None = None

    @property
    def member(self) -> StaffMember:
        """Who is signed in. Raises RuntimeError on a page that asks for nobody."""
        if self.signed_in is None:
            raise RuntimeError("nobody is signed in on this page")
        return self.signed_in.member

    @property
    def form_token(self) -> str:
        """What this reader's forms carry; empty where nobody is signed in."""
        return self.signed_in.form_token if self.signed_in else ""

    def say(self, text: str, **values: object) -> str:
        """An interface sentence in the reader's language."""
        return gettext(text, self.language, **values)

    def role(self, role: str) -> str:
        """A role in words."""
        return self.say(ROLE_WORDS[role])

    def hour(self, at: datetime) -> str:
        """`08:30`, or `8:30 am`."""
        local = at.astimezone(self.zone)
        if self.language is Language.EN:
            return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < HOURS_A_DAY / 2 else 'pm'}"
        return f"{local:%H:%M}"

    def date(self, at: datetime, *, year: bool = False) -> str:
        """A date with its weekday."""
        return day(at.astimezone(self.zone).date(), self.language, year=year)

    def moment(self, at: datetime) -> str:
        """An hour, with its day unless that is today: `08:30`, `昨天21:40`, `5月18日 08:30`."""
        days = (self.now.astimezone(self.zone).date() - at.astimezone(self.zone).date()).days
        if days == 0:
            return self.hour(at)
        if days == 1:
            return self.say("yesterday %(hour)s", hour=self.hour(at))
        if days == -1:
            return self.say("tomorrow %(hour)s", hour=self.hour(at))
        return f"{self.date(at)} {self.hour(at)}"

    def span(self, length: timedelta) -> str:
        """A length of time: minutes up to an hour and a half, then hours, then days."""
        minutes = int(length.total_seconds() // 60)
        if minutes <= SOON:
            return self.say("%(count)s min", count=minutes)
        hours, rest = divmod(minutes, MINUTES_AN_HOUR)
        if hours < HOURS_A_DAY:
            return (
                self.say("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
                if rest
                else self.say("%(count)s h", count=hours)
            )
        days, hours = divmod(hours, HOURS_A_DAY)
        if hours == 0:
            return self.say("%(count)s d", count=days)
        return self.say("%(days)s d %(hours)s h", days=days, hours=hours)

    def left(self, until: datetime) -> str:
        """How much time is left until then, or by how much it has passed."""
        if until >= self.now:
            return self.say("%(span)s left", span=self.span(until - self.now))
        return self.say("%(span)s late", span=self.span(self.now - until))
