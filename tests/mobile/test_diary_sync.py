"""What the page's own script sends: an entry from a phone, kept once however often it comes; what is refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from backend.clock import SetClock
from tests.journeys.study import FATHER, Study
from tests.mobile.conftest import Cards
from tests.mobile.diary_day import child_id, infused, kept, said
from tests.mobile.test_page_door import Phone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST, SECOND = "0b0e8c1e-0000-4000-8000-000000000001", "0b0e8c1e-0000-4000-8000-000000000002"
WELL = {"temperature": {"amount": "36.8", "place": "armpit"}, "urine-colour": "pale", "kidney-medicine": "all"}


class Script:
    """The script on one phone's page."""

    def __init__(self, phone: Phone, study: Study) -> None:
        self.phone, self.study = phone, study
        page = phone.get(f"/family/diary/fill/daily?child={child_id(study)}").text
        self.version = re.findall(r'data-version="([^"]+)"', page)[0]
        self.token = re.findall(r'data-token="([^"]+)"', page)[0]

    def send(self, path: str = "send", *, entry: str = FIRST, token: str = "", **changes: Any) -> Response:
        draft = {
            "id": entry,
            "version": self.version,
            "answers": {**WELL, **changes.pop("answers", {})},
            "usual": True,
            "written_at": changes.pop("written_at", self.study.clock.now()).isoformat(),
        }
        body = {"child": child_id(self.study), "instrument": "daily", "draft": draft, "zone": "Asia/Hong_Kong"}
        headers = {"X-Form-Token": token or self.token}
        return self.phone.client.post(f"/family/diary/{path}", json={**body, **changes}, headers=headers)


@pytest.fixture
def script(open_client: Callable[[], TestClient], cards: Cards, study: Study) -> Script:
    infused(study)
    phone = Phone(open_client())
    phone.come_in(cards, FATHER)
    return Script(phone, study)


def test_sent_again_and_later_it_is_one_entry(script: Script, clock: SetClock, study: Study) -> None:
    written = clock.now()
    first = script.send(written_at=written).json()
    clock.advance(hours=3)
    again = script.send(written_at=written).json()
    assert (first["kept"], again["kept"], again["outcome"]) == (True, True, "kept-before")
    [(entry, _)] = kept(study)
    assert (entry.recorded_at, entry.zone, entry.source) == (written, "Asia/Hong_Kong", "page")


def test_written_in_time_and_sent_after_it_closed_it_counts_as_in_time(
    script: Script, clock: SetClock, study: Study
) -> None:
    written = clock.now()
    clock.advance(days=2)
    assert script.send(written_at=written).json()["kept"]
    [(entry, _)] = kept(study)
    assert entry.counts_at == written
    assert "in time" in script.phone.get(f"/family/diary/entries/{entry.id}").text


def test_the_same_id_with_other_answers_is_told_and_overwrites_nothing(script: Script, study: Study) -> None:
    script.send()
    changed = script.send(answers={"urine-colour": "brown", "red-food": "no"}).json()
    assert (changed["kept"], changed["outcome"]) == (False, "entry-changed")
    assert said(kept(study)[0][1])["urine-colour"].meant == "pale"


def test_what_is_unlikely_is_asked_while_somebody_can_answer_and_kept_where_nobody_can(
    script: Script, study: Study
) -> None:
    hot = {"temperature": {"amount": "41.8", "place": "ear"}, "fever-since": "today"}
    asked = script.send(answers=hot, may_ask=True).json()
    assert (asked["kept"], asked["asks"][0]["item"]) == (False, "temperature")
    late = script.send(entry=SECOND, answers=hot).json()
    assert late["kept"]
    assert late["advice"]


def test_what_cannot_be_right_is_refused_with_the_forms_own_words(script: Script, study: Study) -> None:
    told = script.send(answers={"temperature": {"amount": "395", "place": "ear"}}).json()
    assert (told["outcome"], told["wrong"][0]["item"]) == ("answers-to-mend", "temperature")
    assert "39.5" in told["wrong"][0]["said"]
    look = script.send("look", answers={"temperature": {"amount": "395", "place": "ear"}}, at="temperature").json()
    assert "39.5" in look["wrong"]
    assert kept(study) == []


def test_a_phone_whose_clock_is_ahead_is_told_so(script: Script, clock: SetClock) -> None:
    told = script.send(written_at=clock.now() + timedelta(hours=2)).json()
    assert told["outcome"] == "clock-wrong"
    assert told["now"].startswith("2026-12-15T11:00")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token": "0" * 64}, 403),
        ({"child": "x"}, 404),
        ({"instrument": "nothing"}, 404),
        ({"entry": "not-a-uuid"}, 422),
        ({"more": "x"}, 422),
        ({"zone": "../../etc/passwd"}, 200),
        ({"zone": "Nowhere/Nothing"}, 200),
    ],
)
def test_what_is_not_of_this_page_is_refused(script: Script, changes: dict[str, Any], status: int) -> None:
    assert script.send(**changes).status_code == status


def test_a_diary_with_all_that_it_needs_without_a_network_is_under_150_kilobytes(
    script: Script, study: Study
) -> None:
    page = script.phone.get(f"/family/diary/fill/daily?child={child_id(study)}").text
    files = set(re.findall(r'(?:href|src)="(/look/[^"]+)"', page))
    assert {"/look/family.js", "/look/diary.js", "/look/diary.css"} <= files
    whole = len(page.encode()) + sum(len(script.phone.get(path).content) for path in files)
    assert whole < 150_000
