"""Of many children the picture draws some at a time, the lowest first or by code; the figures are of all."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from backend.adherence.tally import Tally, percent
from backend.console import children_drawn
from backend.console.children_drawn import count_below, lowest_first
from backend.db import transaction
from backend.diary.plan_windows import plan_behind
from backend.protocol.pack import Pack
from backend.schedule.anchor import set_anchor
from tests.console.conftest import Browser
from tests.console.test_adherence import LINK, TITLES, diaries
from tests.journeys.study import Study
from tests.journeys.test_reminder_year import SECOND

__all__ = ["diaries"]
PAGE = "/console/adherence"
TALLIES = st.builds(
    Tally, st.integers(0, 9), st.integers(0, 3), st.just(0), st.integers(0, 9), open=st.integers(0, 2)
)
CHILDREN = st.dictionaries(st.from_regex(r"GZ-\d{3}", fullmatch=True), TALLIES, max_size=40)
ANY_ORDER = re.compile(r'<b aria-current="true">([^<]+)</b>')


@pytest.fixture
def two(diaries: Study, pack: Pack, engine: Engine) -> Study:
    """GZ-002 began five days after GZ-001; neither fills anything in."""
    diaries.enrol(SECOND)
    with transaction(engine) as session:
        act = diaries.act(session, "", "GZ-002")
        on = diaries.clock.now().date()
        set_anchor(session, act, "infusion-1", happened_on=on, reason="given", pack=pack, now=diaries.clock.now())
    plan_behind(engine, pack=pack, live=False, clock=diaries.clock)
    diaries.clock.advance(days=5)
    return diaries


def drawn(text: str) -> set[str]:
    """The children of whom the picture has a week."""
    return {title.split(",")[0].split("，")[0] for title in map(unescape, TITLES.findall(text)) if "GZ-" in title}


def numbers(text: str) -> list[str]:
    """The figures above, without their addresses."""
    above = text.split('<dl class="four">')[1].split("</dl>", maxsplit=1)[0]
    return re.findall(r"<b>[^<]*</b>|<span>[^<]*</span>", above)


@given(CHILDREN)
def test_the_lowest_come_first_and_whoever_had_nothing_due_last(children: dict[str, Tally]) -> None:
    codes = lowest_first(children)
    assert sorted(codes) == sorted(children)
    rates = [children[code].rate for code in codes]
    known = [rate for rate in rates if rate is not None]
    assert rates == sorted(known) + [None] * (len(rates) - len(known))


@given(CHILDREN, st.integers(0, 100))
def test_who_is_below_a_target_is_counted_without_looking_at_each(children: dict[str, Tally], target: int) -> None:
    shares = [percent(tally.rate) for tally in children.values()]
    below = sum(share < target for share in shares if share is not None)
    assert count_below(target, lowest_first(children), children) == below


def test_children_are_drawn_some_at_a_time_and_every_figure_is_of_all(
    two: Study, zhou: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = zhou.get(f"{PAGE}?order=code").text
    assert drawn(whole) == {"GZ-001", "GZ-002"}
    assert "Children 1 to 2 of 2" in whole
    assert 'rel="next"' not in whole
    monkeypatch.setattr(children_drawn, "AT_A_TIME", 1)
    first = zhou.get(f"{PAGE}?order=code").text
    assert drawn(first) == {"GZ-001"}
    assert "Children 1 to 1 of 2" in first
    assert f'rel="next" href="{PAGE}?order=code&amp;page=2#a1"' in first
    second = zhou.get(f"{PAGE}?order=code&page=2").text
    assert drawn(second) == {"GZ-002"}
    assert f'rel="prev" href="{PAGE}?order=code#a1"' in second
    assert numbers(whole) == numbers(first) == numbers(second)
    assert drawn(zhou.get(f"{PAGE}?order=code&page=99").text) == {"GZ-002"}, "after the last comes nothing"


def test_a_figures_windows_are_the_same_from_every_page(
    two: Study, lin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children_drawn, "AT_A_TIME", 1)
    text = lin.get(f"{PAGE}?order=code&page=2").text
    links = {unescape(href) for href in LINK.findall(text)}
    assert not any("page=" in href or "order=" in href for href in links)
    [missed] = [href for href in links if "counted=missed" in href]
    behind = lin.get(missed).text
    assert "GZ-001" in behind
    assert "GZ-002" in behind
    week = next(href for href in links if "child=GZ-002" in href and "since=" in href)
    assert "GZ-001" not in lin.get(week).text


def test_the_order_is_named_and_can_be_changed_in_both_languages(two: Study, lin: Browser, zhou: Browser) -> None:
    assert ANY_ORDER.findall(zhou.get(PAGE).text) == ["the lowest first"]
    assert ANY_ORDER.findall(zhou.get(f"{PAGE}?order=code").text) == ["by code"]
    chinese = lin.get(f"{PAGE}?order=code").text
    assert ANY_ORDER.findall(chinese) == ["按编号"]
    assert "第1至2个孩子，共2个" in chinese
    assert "could not be read" in zhou.get(f"{PAGE}?order=size&page=many").text


def test_of_the_many_below_the_target_the_first_are_named_and_the_others_counted(
    two: Study, zhou: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "more, in the picture" not in zhou.get(PAGE).text
    monkeypatch.setattr("backend.console.adherence_page.MOST_LOW", 1)
    assert "and 1 more, in the picture" in zhou.get(PAGE).text


def test_only_the_first_windows_behind_a_figure_are_read_and_all_are_counted(
    two: Study, zhou: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.console.behind_figure.MOST", 2)
    text = zhou.get(f"{PAGE}/windows?counted=missed").text
    assert text.count("<tr><td><b>") == 2
    [(shown, count)] = re.findall(r"The first (\d+) of (\d+)", text)
    assert (shown, int(count) > 2) == ("2", True)
