"""Of many children the visits of some are drawn at a time, and no others are read; the heading counts all of them."""

import re
from html import unescape

import pytest

from backend.adherence import queries
from backend.adherence.queries import Behind
from backend.console import children_drawn, visit_lattice
from tests.console.conftest import Browser
from tests.console.test_adherence import TITLES, diaries
from tests.console.test_children_drawn import two
from tests.journeys.study import Study

__all__ = ["diaries", "two"]
PAGE = "/console/adherence/pictures"
FINDING = re.compile(r"Visits of every child: ([^<]+)<")


@pytest.fixture
def missed(two: Study) -> Study:
    """Nobody came to the visits of the first weeks."""
    two.clock.advance(days=25)
    return two


def drawn(text: str) -> set[str]:
    return {title.split(":")[0] for title in map(unescape, TITLES.findall(text)) if title.startswith("GZ-")}


def test_all_are_drawn_where_there_is_room(missed: Study, browser: Browser) -> None:
    browser.sign_in("zhou.ming")
    text = browser.get(PAGE).text
    assert drawn(text) == {"GZ-001", "GZ-002"}
    assert "did not come" in {title.split(": ")[1] for title in TITLES.findall(text) if title.startswith("GZ-")}
    assert 'rel="next"' not in text


def test_some_are_drawn_at_a_time_and_only_those_are_read(
    missed: Study, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in("zhou.ming")
    whole = FINDING.findall(browser.get(PAGE).text)
    assert whole != ["0 came within their days, 0 on another day, 0 did not"]
    read: list[Behind] = []

    def windows_behind(*args: object, **kw: object) -> list[Behind]:
        found = queries.windows_behind(*args, **kw)  # type: ignore[arg-type]
        read.extend(found)
        return found

    monkeypatch.setattr(visit_lattice, "windows_behind", windows_behind)
    monkeypatch.setattr(children_drawn, "AT_A_TIME", 1)
    first = browser.get(PAGE).text
    assert drawn(first) == {each.child for each in read} == {"GZ-001"}
    assert "Children 1 to 1 of 2" in first
    assert f'rel="next" href="{PAGE}?page=2#v1"' in first
    read.clear()
    second = browser.get(f"{PAGE}?page=2").text
    assert drawn(second) == {each.child for each in read} == {"GZ-002"}
    assert f'rel="prev" href="{PAGE}#v1"' in second
    assert FINDING.findall(first) == FINDING.findall(second) == whole
    assert drawn(browser.get(f"{PAGE}?page=99").text) == {"GZ-002"}, "after the last comes nothing"
    assert drawn(browser.get(f"{PAGE}?page=many").text) == {"GZ-001"}
