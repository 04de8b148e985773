"""Who runs the study and where: registry facts, sites, contact, hours, routes, and what only the site knows."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from pydantic import Field, field_validator, model_validator

from backend.languages import Language
from backend.protocol.hours import Hours
from backend.protocol.routes import Quota, Route
from backend.protocol.text import Bilingual, PackModel

COUNTRIES = {"mainland": 86, "hong-kong": 852, "macau": 853}


class Registry(PackModel):
    """What the public register says, as retrieved; `silent_on` is what it does not say."""

    id: str
    organisation_id: str | None = None
    secondary_id: str | None = None
    acronym: str | None = None
    title: Bilingual
    sponsor: Bilingual
    status: str
    starts: str
    ends: str
    masking: str
    size: int = Field(ge=1)
    age_from: int = Field(ge=0)
    age_to: int
    source: str
    retrieved: str
    silent_on: tuple[str, ...] = ()


class Campus(PackModel):
    """Where a family goes; `short` is how a text names it."""

    key: str
    name: Bilingual
    short: Bilingual


class Site(PackModel):
    """A hospital of the study."""

    key: str
    name: Bilingual
    campuses: tuple[Campus, ...] = Field(min_length=1)


class Absence(PackModel):
    """Days on which somebody cannot be on call, both included."""

    from_: date = Field(alias="from")
    until: date
    reason: str = ""


class OnCall(PackModel):
    """One person of the rota, in the order in which they are called; `key` is their name in records."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: Bilingual
    phone: str = Field(pattern=r"^\+[1-9]\d{6,14}$")
    language: Language = Language.ZH_HANS
    absences: tuple[Absence, ...] = ()


class Contact(PackModel):
    """The central contact; `phone`, which families may call at any hour, stays empty until the site supplies it.

    `holiday_rota` is the order of keys on days nobody works; left out, the same as ever. `administrator` is told of
    what nobody takes up and of gaps in the rota.
    """

    name: Bilingual
    phone: str | None = None
    rota: tuple[OnCall, ...] = ()
    holiday_rota: tuple[str, ...] = ()
    administrator: OnCall | None = None

    @model_validator(mode="after")
    def _names_fit(self) -> "Contact":
        keys = [each.key for each in self.rota]
        if len(keys) != len(set(keys)):
            raise ValueError("two people of the rota have the same key")
        unknown = [key for key in self.holiday_rota if key not in keys]
        if unknown:
            raise ValueError(f"holiday_rota names {unknown[0]!r}, who is not on the rota")
        return self

    @property
    def people(self) -> tuple[OnCall, ...]:
        """Everybody who may be paged, the administrator last."""
        known = {each.key for each in self.rota}
        extra = self.administrator
        return self.rota if extra is None or extra.key in known else (*self.rota, extra)


class DayRule(PackModel):
    """One day whose work status differs from the library's table."""

    on: date
    workday: bool
    name: Bilingual
    source: str


class Targets(PackModel):
    """What the study aims for; `basis` says who says so."""

    on_time_percent: int = Field(ge=1, le=100)
    basis: str


class Study(PackModel):
    """The study as the pack describes it."""

    key: str
    registry: Registry
    signature: Bilingual
    zone: str
    sites: tuple[Site, ...] = Field(min_length=1)
    contact: Contact
    emergency: Mapping[str, str]
    hours: Hours
    quota: Quota
    routes: tuple[Route, ...] = Field(min_length=1)
    holidays: tuple[DayRule, ...] = ()
    consent_anchor: str = "consent"
    targets: Targets | None = None
    open_questions: tuple[Bilingual, ...] = ()

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {zone!r}") from error
        return zone

    @model_validator(mode="after")
    def _has_a_default_route(self) -> "Study":
        if not any(route.key == "default" for route in self.routes):
            raise ValueError("one route must have the key `default`")
        return self

    @property
    def zone_info(self) -> ZoneInfo:
        """The study's zone."""
        return ZoneInfo(self.zone)

    @property
    def ages(self) -> tuple[int, int]:
        """The youngest and oldest age in completed years (周岁)."""
        return self.registry.age_from, self.registry.age_to

    def route_for(self, number: str) -> Route:
        """The route of an E.164 number: the longest matching country, else the default."""
        matching = [
            (len(country), route)
            for route in self.routes
            for country in route.countries
            if number.startswith(country)
        ]
        if matching:
            return max(matching, key=lambda found: found[0])[1]
        return next(route for route in self.routes if route.key == "default")

    def campus(self, key: str) -> Campus:
        """The campus of that key. Raises KeyError."""
        for site in self.sites:
            for place in site.campuses:
                if place.key == key:
                    return place
        raise KeyError(key)

    def emergency_words(self, place: str, language: Language) -> str:
        """The number to call where the family is; where that is unknown, every one with its place."""
        if place in self.emergency:
            return self.emergency[place]
        names = {
            "mainland": Bilingual(zh_hans="内地", en="mainland"),
            "hong-kong": Bilingual(zh_hans="香港", en="Hong Kong"),
            "macau": Bilingual(zh_hans="澳门", en="Macau"),
        }
        by_number: dict[str, list[str]] = {}
        for where, number in self.emergency.items():
            by_number.setdefault(number, []).append(names[where].in_(language) if where in names else where)
        joiner = "/" if language is Language.EN else "、"
        left, right = (" (", ")") if language is Language.EN else ("（", "）")
        said = [f"{number}{left}{joiner.join(where)}{right}" for number, where in by_number.items()]
        return (" or " if language is Language.EN else "或").join(said)

    def phone_words(self, place: str) -> str:
        """The study's 24-hour number as it is dialled where the family is; empty until the site supplies it."""
        if not self.contact.phone:
            return ""
        number = phonenumbers.parse(self.contact.phone)
        local = COUNTRIES.get(place) == number.country_code
        form = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(number, form.NATIONAL if local else form.INTERNATIONAL)

    def live_gaps(self) -> tuple[str, ...]:
        """Why live mode must not start yet, a sentence each."""
        gaps = []
        if not self.contact.phone:
            gaps.append("study.yaml: contact.phone is empty; the register gives no number, so the site must.")
        if not self.contact.rota:
            gaps.append("study.yaml: contact.rota is empty; nobody would be on call.")
        if self.contact.administrator is None:
            gaps.append("study.yaml: contact.administrator is empty; nobody would hear of what is never taken up.")
        return tuple(gaps)
