"""Who reads a family page: their language, their zone, the hour, and how days and moments read to them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from markupsafe import Markup

from backend.devices.signed_in import SignedIn
from backend.languages import Language, day, gettext, hour, marked
from backend.mobile.my_visits import Looking
from backend.mobile.reach import Reach, reach_of
from backend.protocol.pack import Pack

NAMES = {Language.ZH_HANS: "简体", Language.ZH_HANT: "繁體", Language.EN: "English"}
PLACES = {
    "mainland": marked("mainland China"),
    "hong-kong": marked("Hong Kong"),
    "macau": marked("Macau"),
}


@dataclass(frozen=True)
class FamilyReader:
    """One reader of one page; `me` is None at the door. `here` is the page's path, with its query."""

    language: Language
    pack: Pack
    now: datetime
    here: str
    me: SignedIn | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The family's zone; at the door the study's."""
        return ZoneInfo(self.me.family.zone if self.me else self.pack.study.zone)

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(self.zone).date()

    @property
    def signed_in(self) -> SignedIn:
        """Whose device it is. Raises RuntimeError at the door."""
        if self.me is None:
            raise RuntimeError("nobody is signed in on this page")
        return self.me

    @property
    def looking(self) -> Looking:
        """The same reader, as the rooms' facts are gathered for them."""
        return Looking(self.signed_in, self.language, self.pack, self.now)

    @property
    def reach(self) -> Reach | None:
        """How this family reaches a person; None at the door."""
        return reach_of(self.me.family, self.pack) if self.me else None

    @property
    def study_phone(self) -> str:
        """The study's number as this reader dials it; empty until the site supplies one."""
        return self.pack.study.phone_words(self.me.family.place.value if self.me else "")

    @property
    def brand(self) -> str:
        """What the study calls itself."""
        return self.pack.study.signature.in_(self.language)

    def say(self, text: str, **values: object) -> str:
        """An interface sentence in the reader's language."""
        return gettext(text, self.language, **values)

    def day(self, on: date) -> str:
        """`5月18日（星期二）`; with the year where it is not this one's."""
        return day(on, self.language, year=on.year != self.today.year)

    def short(self, on: date) -> str:
        """`5月18日`, `18 May`: under a picture."""
        return format_date(on, "d MMM", locale="en") if self.language is Language.EN else f"{on.month}月{on.day}日"

    def days(self, first: date, last: date) -> str:
        """`12月13日到19日`, `13 to 19 Dec`; years where they are not this one's."""
        years = {first.year, last.year} != {self.today.year}
        if self.language is Language.EN:
            begins = "d" if (first.year, first.month) == (last.year, last.month) else "d MMM"
            until = format_date(last, "d MMM y" if years else "d MMM", locale="en")
            return f"{format_date(first, begins, locale='en')} to {until}"
        start = format_date(first, "y年M月d日" if years else "M月d日", locale="zh_Hans")
        same_month = (first.year, first.month) == (last.year, last.month)
        ends = "d日" if same_month else "M月d日" if first.year == last.year else "y年M月d日"
        return f"{start}到{format_date(last, ends, locale='zh_Hans')}"

    def moment(self, at: datetime) -> Markup:
        """An appointment: day and hour, each kept whole on its line."""
        join = ", " if self.language is Language.EN else ""
        day_of, hour_of = self.day(at.astimezone(self.zone).date()), self.hour(at)
        return Markup('<span class="nb">{}{}</span><wbr><span class="nb">{}</span>').format(day_of, join, hour_of)

    def hour(self, at: datetime) -> str:
        """`上午9:00`."""
        return hour(at.astimezone(self.zone), self.language)

    def when(self, at: datetime) -> str:
        """A moment near now: the hour of today, yesterday or tomorrow, else with its day."""
        local = at.astimezone(self.zone)
        ago = (self.today - local.date()).days
        if ago == 0:
            return self.say("today %(hour)s", hour=self.hour(at))
        if ago == 1:
            return self.say("yesterday %(hour)s", hour=self.hour(at))
        if ago == -1:
            return self.say("tomorrow %(hour)s", hour=self.hour(at))
        return f"{self.day(local.date())}{', ' if self.language is Language.EN else ''}{self.hour(at)}"

    def place(self, key: str) -> str:
        """Where an emergency number holds."""
        return self.say(PLACES[key]) if key in PLACES else key
