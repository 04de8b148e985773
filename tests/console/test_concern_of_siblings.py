"""A concern of a family with two children in the study: beside each words stands of which child they are."""

import re
from html import unescape

import pytest

from tests.console.conftest import Browser
from tests.journeys.study import Study
from tests.journeys.test_reminder_year import SECOND

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def beside_words(browser: Browser, number: int) -> list[str]:
    found = re.findall(r'<p class="words__by">(.*?)</p>', browser.get(f"/console/concerns/{number}").text, re.DOTALL)
    return [unescape(each) for each in found]


@ONE_DATABASE
def test_each_words_say_of_which_child_they_are_where_that_is_not_one_alone(lin: Browser, study: Study) -> None:
    study.types("安安今天发烧39度")
    [alone] = beside_words(lin, 1)
    assert "GZ-001" not in alone, "the page is about that child"
    study.enrol({}, SECOND)
    study.types("还在烧，39度5").types("宁宁也烧到39度")
    brother, nobody, sister = beside_words(lin, 1)
    assert brother.startswith("说的是GZ-002")
    assert nobody.startswith("没说是哪个孩子")
    assert sister.startswith("说的是GZ-001")
