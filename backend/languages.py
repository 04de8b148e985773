"""The languages families and staff read, and how dates, lists and interface words look in each."""

from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

import opencc
from babel.dates import format_date, format_time

LOCALES = Path(__file__).parent.parent / "locales"


class Language(StrEnum):
    """What a person chose to read. Cantonese speakers read standard written Chinese."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"

    @property
    def locale(self) -> str:
        """The Babel locale: `zh_Hans`, `zh_Hant` or `en`."""
        return self.value.replace("-", "_")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


@cache
def traditional(text: str) -> str:
    """Hong Kong Traditional Chinese, derived from Simplified so that the two cannot disagree."""
    return str(_converter().convert(text))


@cache
def _back() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def is_traditional(text: str) -> bool:
    """Whether Chinese text holds a character that Simplified writes otherwise."""
    return str(_back().convert(text)) != text


@cache
def _catalog(language: Language) -> NullTranslations:
    return translation("nuanxin", LOCALES, languages=[language.locale], fallback=True)


def marked(message: str) -> str:
    """The message itself, marked for the catalogs: for sentences kept in tables and translated when shown."""
    return message


def gettext(message: str, language: Language, **values: object) -> str:
    """An interface sentence in `language`; `values` fill its `%(name)s` places."""
    text = _catalog(language).gettext(message)
    return text % values if values else text


def day(on: date, language: Language, *, year: bool = False) -> str:
    """A date with its weekday: `3月5日（星期四）`, `Thu 5 Mar`; with `year`, also the year. Never 03/05."""
    if language is Language.EN:
        return format_date(on, "EEE d MMM y" if year else "EEE d MMM", locale="en")
    text = format_date(on, "y年M月d日（EEEE）" if year else "M月d日（EEEE）", locale="zh_Hans")
    return traditional(text) if language is Language.ZH_HANT else text


def short_day(on: date, language: Language) -> str:
    """A date without its weekday, for a picture's heading: `3月5日`, `5 Mar`."""
    return format_date(on, "d MMM" if language is Language.EN else "M月d日", locale=language.locale)


def month(on: date, language: Language) -> str:
    """A month's short name: `3月`, `Mar`."""
    return format_date(on, "MMM" if language is Language.EN else "M月", locale=language.locale)


def hour(at: datetime, language: Language) -> str:
    """A time of day as written in a text: `晚上7:30`, `7:30 pm`. `at` is already in the family's zone."""
    return clock_time(at.time(), language)


def clock_time(at: time, language: Language) -> str:
    """A time of day of no particular day."""
    if language is Language.EN:
        return format_time(at, "h:mm a", locale="en").replace("AM", "am").replace("PM", "pm")
    return format_time(at, "Bh:mm", locale="zh_Hans")
