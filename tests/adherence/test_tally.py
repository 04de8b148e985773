"""The figure itself: what is in it, what is not, and how it rounds."""

from fractions import Fraction

import pytest

from backend.adherence.tally import Counted, Tally, percent, tally_of

ALL = Tally(on_time=8, late=1, transcribed=1, missed=2, overdue=3, excused=4, open=5, optional=6)


def test_open_excused_and_optional_windows_are_in_no_denominator() -> None:
    assert (ALL.due, ALL.closed, ALL.rate) == (15, 19, Fraction(8, 15))
    assert Tally(excused=3, open=2, optional=9).rate is None


def test_tallies_add_up_and_come_from_counts() -> None:
    counts = {each.value: ALL.count(each) for each in Counted}
    assert tally_of(counts) == ALL
    assert (ALL + ALL).due == 30


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (None, None),
        (Fraction(1), 100),
        (Fraction(0), 0),
        (Fraction(999, 1000), 99),
        (Fraction(1, 1000), 1),
        (Fraction(711, 797), 89),
    ],
)
def test_only_all_is_a_hundred_and_only_none_is_nought(rate: Fraction | None, shown: int | None) -> None:
    assert percent(rate) == shown
