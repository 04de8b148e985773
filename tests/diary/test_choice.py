"""What a digit under a text means to the diary."""

from datetime import date

from backend.diary.choice import DIARY, DiaryMeant, diary_choice, diary_meant


def test_a_digit_names_the_diary_of_one_child_and_day() -> None:
    meant = DiaryMeant("0f3a", "daily", date(2026, 12, 10))
    assert diary_choice(meant) == [DIARY, "0f3a/daily/2026-12-10"]
    assert diary_meant(meant.mark) == meant
