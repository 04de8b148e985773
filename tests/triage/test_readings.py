"""Readings are told from everything else that is a number, and read in the units we keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.triage.plain import plain
from backend.triage.readings import in_digits, readings
from tests.triage.test_numerals import SIGNS, in_chinese

FORMS = (
    "{whole}度{tenth}",
    "{whole}.{tenth}",
    "{whole}。{tenth}",
    "{whole},{tenth}",
    "{whole}点{tenth}",
    "体温{whole}.{tenth}",
    "烧到{whole}度{tenth}了",
    "t{whole}.{tenth}",
    "temp {whole}.{tenth} now",
    "{whole}.{tenth}°C",
    "{whole} point {tenth}",
    "探热{whole}.{tenth}",
    "{chinese}度{sign}",
    "{chinese}点{sign}",
)
FRIENDS = (
    "坐{n}路车来",
    "{n}床的家属",
    "要{n}分钟",
    "住{n}号",
    "一共{n}元",
    "他{n}岁了",
    "第{n}页",
    "{n} minutes late",
    "no fever, we stood {n} minutes at the counter while two of your people chatted",
    "bus {n}",
    "room {n}",
    "{n} days",
    "今天气温{n}度",
    "烤箱预热到{n}度",
    "oven at {n} degrees",
    "it is {n} degrees outside",
    "体重{n}公斤",
    "考了{n}分",
    "10:{n}",
)


def read(text: str, name: str) -> list[float]:
    """The readings of one kind in a text."""
    return [each.value.amount for each in readings(in_digits(plain(text))) if each.value.name == name]


@given(st.integers(350, 429), st.sampled_from(FORMS))
def test_a_temperature_is_read_however_it_is_written(tenths: int, form: str) -> None:
    whole, tenth = divmod(tenths, 10)
    text = form.format(whole=whole, tenth=tenth, chinese=in_chinese(whole), sign=SIGNS[tenth])
    assert read(text, "temperature") == [tenths / 10]


@given(st.integers(35, 42), st.sampled_from(FRIENDS))
def test_a_number_that_is_no_temperature_is_never_read_as_one(number: int, friend: str) -> None:
    assert read(friend.format(n=number), "temperature") == []


@given(st.integers(970, 1070))
def test_fahrenheit_is_read_in_celsius(tenths: int) -> None:
    assert read(f"{tenths / 10} F", "temperature") == [round((tenths / 10 - 32) / 1.8, 1)]


@pytest.mark.parametrize(
    ("text", "celsius"),
    [
        ("38", 38.0),
        ("三十九", 39.0),
        ("thirty nine", 39.0),
        ("耳温三八六", 38.6),
        ("38 6 this morning sorry no dot", 38.6),
        ("101F", 38.3),
        ("T 38.7 P 120", 38.7),
        ("38度半", 38.5),
        ("昨晚shao dao 38du7", 38.7),
        ("发烧 卅八度九", 38.9),
        ("体温38.5，人没精神", 38.5),
        ("38.5 人没精神", 38.5),
        ("T 40.1, 个 pulse 跳得好快", 40.1),
        ("thermometer said 104.9 then just flashed HI at me", 40.5),
    ],
)
def test_short_answers_to_the_diary_are_read(text: str, celsius: float) -> None:
    assert read(text, "temperature") == [celsius]


@pytest.mark.parametrize(
    ("text", "left"),
    [("刚才打39是手滑，是36.9", [36.9]), ("打错了 不是36.8是38.6", [36.8, 38.6]), ("打错字 发烧38.7", [38.7])],
)
def test_only_a_later_normal_reading_puts_a_high_one_right(text: str, left: list[float]) -> None:
    assert read(text, "temperature") == left


def test_several_readings_in_a_row_are_all_read() -> None:
    assert read("37.1/38.6/37.4", "temperature") == [37.1, 38.6, 37.4]


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("138/94", 138, 94),
        ("BP 上142下95", 142, 95),
        ("上压135下压90", 135, 90),
        ("138 over 92", 138, 92),
        ("pressure one forty by one hundred", 140, 100),
        ("血压高 一百三十八 九十二", 138, 92),
    ],
)
def test_a_blood_pressure_is_read_as_two_numbers(text: str, upper: int, lower: int) -> None:
    assert (read(text, "systolic"), read(text, "diastolic")) == ([upper], [lower])


@pytest.mark.parametrize(
    ("text", "gained"),
    [
        ("三天重了四斤", 2.0),
        ("重咗三斤半", 1.75),
        ("up 2.2 kg since sunday", 2.2),
        ("2 kg up in 3 days", 2.0),
        ("体重62斤（上周56斤）", 3.0),
        ("體重：週一20.3、週四22.4", 2.1),
        ("scale jumped from 30 to 32.5 this week", 2.5),
        ("突然肥咗，由十九公斤跳到廿二", 3.0),
    ],
)
def test_a_gain_in_weight_is_read_in_kilograms(text: str, gained: float) -> None:
    assert read(text, "weight-gain") == [gained]


@pytest.mark.parametrize("text", ["体重23公斤 上个月22.8", "米38斤 面20斤", "体重42斤（21公斤）", "半年重了四斤"])
def test_growth_and_shopping_are_no_sudden_gain(text: str) -> None:
    assert read(text, "weight-gain") == []


def test_jin_is_half_a_kilogram() -> None:
    assert read("体重42斤", "weight") == [21.0]


@pytest.mark.parametrize(
    ("text", "times"), [("吐了三次", 3), ("vomited x3", 3), ("3 times", 3), ("twice", 2), ("拉了1次", 1), ("once", 1)]
)
def test_counts_are_read(text: str, times: int) -> None:
    assert read(text, "count") == [times]
