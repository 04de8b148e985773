"""The picture of how many texts a family gets: two families on one scale, each with its table."""

import re

from backend.console.message_load import load_page
from backend.console.reader import Reader
from backend.languages import Language
from tests.console.conftest import Browser
from tests.factories import NOON, PACK
from tests.journeys.study import ZONE

CELLS = re.compile(r"<tr><th scope=\"row\">(\d+)</th>((?:<td>\d+</td>)+)</tr>")


def test_the_headings_say_what_the_tables_hold(zhou: Browser) -> None:
    text = zhou.get("/console/content/load").text
    tables = text.split("<table>")[1:]
    assert len(tables) == 2
    found = re.findall(r"(\d+) texts in (\d+) weeks; at most (\d+) in one, week (\d+)</h2>", text)
    for table, (all_texts, weeks, most, heaviest) in zip(tables, found, strict=True):
        totals = [int(re.findall(r"\d+", cells)[-1]) for _, cells in CELLS.findall(table)]
        assert (sum(totals), len(totals)) == (int(all_texts), int(weeks))
        assert totals[int(heaviest) - 1] == max(totals) == int(most)


def test_the_bars_are_as_high_as_the_counts_and_each_says_its_week() -> None:
    page = load_page(PACK, Reader(Language.EN, ZONE, NOON))
    for load in page.loads:
        unit = (load.grid[0][0] - load.grid[1][0]) / (load.grid[1][1] - load.grid[0][1])
        for week in load.weeks:
            assert sum(bar.height for bar in week.bars) == week.counts[-1] * unit
            assert sum(week.counts[:-1]) == week.counts[-1]
            assert bool(week.words) == bool(week.bars)
        assert {load.floor, load.height} == {page.loads[0].floor, page.loads[0].height}, "one scale"


def test_it_is_found_from_wording_and_from_the_pictures_in_chinese(lin: Browser) -> None:
    for path in ("/console/content", "/console/adherence/pictures"):
        assert 'href="/console/content/load"' in lin.get(path).text
    text = lin.get("/console/content/load").text
    assert "什么都不回的家庭：" in text
    assert text.count('role="img"') == 2
    assert text.count("</desc>") == 2
