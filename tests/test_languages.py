"""Dates, hours and derived Traditional Chinese as families read them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.languages import Language, day, gettext, hour, traditional

AT = datetime(2027, 3, 5, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("language", "shown"),
    [(Language.ZH_HANS, "3月5日（星期五）"), (Language.ZH_HANT, "3月5日（星期五）"), (Language.EN, "Fri 5 Mar")],
)
def test_a_day_carries_its_weekday(language: Language, shown: str) -> None:
    assert day(date(2027, 3, 5), language) == shown


def test_an_hour_says_morning_or_afternoon() -> None:
    assert hour(AT, Language.ZH_HANS) == "上午8:30"
    assert hour(AT.replace(hour=14), Language.EN) == "2:30 pm"


def test_traditional_is_the_hong_kong_form() -> None:
    assert traditional("这里没有人回复短信") == "這裏沒有人回覆短信"


def test_an_unknown_sentence_is_shown_as_it_is() -> None:
    assert gettext("no such sentence", Language.ZH_HANS) == "no such sentence"
