"""The diary on the family page, without JavaScript: one thought a screen; what is refused, asked, sent, corrected."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from backend.clock import SetClock
from backend.concerns import queries as concerns
from backend.db import reading
from tests.journeys.study import FATHER, MOTHER, Study, moment
from tests.mobile.conftest import Cards
from tests.mobile.diary_day import Filling, child_id, infused, kept, said
from tests.mobile.test_page_door import Phone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OpenClient = Callable[[], TestClient]
OTHER = "+85265009999"


@pytest.fixture
def evening(study: Study) -> Study:
    infused(study)
    return study


@pytest.fixture
def inside(open_client: OpenClient, cards: Cards, evening: Study) -> Callable[..., Phone]:
    def enter(number: str = FATHER) -> Phone:
        phone = Phone(open_client())
        phone.come_in(cards, number)
        return phone

    return enter


@pytest.fixture
def daily(inside: Callable[..., Phone], evening: Study) -> Filling:
    return Filling(inside(), "daily", child_id(evening))


def test_home_says_what_is_due_and_until_when(inside: Callable[..., Phone], clock: SetClock) -> None:
    page = inside(MOTHER).get("/family").text
    assert "每日日記" in page
    assert "明天中午12:00前填，都算按時" in page
    clock.set(moment("2026-12-16 12:30"))
    late = inside(MOTHER).get("/family").text
    assert "還可以補" in late
    assert "due=2026-12-15" in late


def test_when_all_is_well_the_daily_diary_is_four_screens_and_a_review(daily: Filling, evening: Study) -> None:
    assert daily.step == ".usual"
    assert "no swelling of eyelids, face or feet" in daily.page.text
    assert "checked" not in daily.page.text
    assert daily.tap("usual").step == "temperature"
    assert daily.tap("next", amount="36.8", place="armpit").step == "urine-colour"
    assert daily.tap(answer="pale").step == "kidney-medicine"
    assert daily.tap(answer="all").step == ".review"
    for words in ("36.8°C,Armpit", "Paleyellow", "novomiting", "Yes,everydose"):
        assert words in daily.words.replace("36.8 °C", "36.8°C"), words
    assert "Thank you. It is kept." in daily.send().text
    [(entry, versions)] = kept(evening)
    answers = said(versions)
    assert (entry.source, entry.instrument, answers["temperature"].meant) == ("page", "daily", 36.8)
    assert answers["vomits"].as_usual
    assert "daily?child" not in daily.phone.get("/family").text, "what is filled in is due no more"


def test_what_is_different_is_asked_one_thought_at_a_time(daily: Filling, evening: Study) -> None:
    assert daily.tap("different").step == "emergency"
    assert 'href="tel:999"' in daily.page.text
    daily.tap(answer="none").tap("next", amount="38.6", place="ear")
    assert daily.step == "fever-since"
    daily.tap(answer="today").tap(answer="brown")
    assert daily.step == "red-food"
    daily.tap(answer="no").tap(answer="less").tap(answer="yes").tap("next", answer=["eyes", "feet"])
    daily.tap(answer="2").tap("next", amount="1").tap(answer="less").tap(answer="none").tap(answer="none")
    daily.tap(answer="less").tap(answer="all").tap("next", answer=["fever"]).tap(answer="paracetamol").tap("skip")
    daily.tap(answer="uneasy").tap(answer="yes").tap("next", amount="40", unit="jin").tap("skip").tap("skip")
    assert daily.tap("next", text="眼睛有点肿").step == ".review"
    page = daily.send().text
    assert page.index("Please read this first") < page.index("Thank you")
    answers = said(kept(evening)[0][1])
    assert answers["swelling"].meant == ("eyes", "feet")
    assert (answers["weight"].meant, answers["weight"].typed_unit) == (20.0, "jin")
    with reading(evening.engine) as session:
        assert len(concerns.all_concerns(session)) == 1


def test_a_hard_limit_is_refused_in_words_and_what_was_typed_stays(daily: Filling) -> None:
    daily.tap("usual").tap("next", amount="395", place="armpit")
    assert (daily.page.status_code, daily.step) == (422, "temperature")
    assert "Is it 39.5?" in daily.page.text
    assert 'value="395"' in daily.page.text
    assert 'value="armpit" checked' in daily.page.text
    assert daily.tap("next", amount="39,5", place="armpit").step == "temperature"
    assert "39.5" in daily.page.text
    assert daily.tap("next", amount="36.8").page.status_code == 422, "where it was measured is missing"
    assert daily.tap("next", amount="３６度８", place="armpit").step == "urine-colour"


def test_what_is_unlikely_is_asked_once(daily: Filling) -> None:
    daily.tap("usual").tap("next", amount="41.8", place="armpit")
    assert "is this right?" in daily.page.text
    mark = daily.page.text.split('value="sure:')[1].split('"')[0]
    assert daily.tap(f"sure:{mark}", amount="41.8", place="armpit").step == "fever-since"


def test_not_measured_may_be_said_and_a_question_that_matters_may_not_be_skipped(daily: Filling) -> None:
    assert daily.tap("usual").tap("skip").step == "urine-colour"
    assert daily.tap("next").page.status_code == 422
    assert "Please answer this question" in daily.page.text
    assert daily.tap("skip").step == "urine-colour"


def test_back_leads_to_the_screen_before_with_what_was_answered(daily: Filling) -> None:
    daily.tap("usual").tap("next", amount="36.8", place="armpit").tap("back")
    assert daily.step == "temperature"
    assert 'value="36.8"' in daily.page.text
    assert daily.tap("back").step == ".usual"
    assert daily.tap("back").page.headers["location"].startswith("/family?child=")


def test_an_emergency_shows_the_number_to_call_at_once(inside: Callable[..., Phone], evening: Study) -> None:
    event = Filling(inside(), "event", child_id(evening))
    event.tap("next", answer=["breathing"])
    assert "This is an emergency. Call now." in event.page.text
    assert event.page.text.count('href="tel:999"') >= 1


def test_something_added_on_the_review_is_asked_by_itself(daily: Filling, evening: Study) -> None:
    daily.usual_day().tap("edit:note")
    assert daily.tap("next", text="今天很好").step == ".review"
    daily.send()
    assert said(kept(evening)[0][1])["note"].meant == "今天很好"


def test_sent_twice_it_is_one_entry(daily: Filling, evening: Study) -> None:
    daily.usual_day().send()
    first = daily.page
    daily.page = daily.review
    assert daily.send().text == first.text
    assert len(kept(evening)) == 1


def test_a_correction_is_a_new_version_with_its_reason(daily: Filling, evening: Study, clock: SetClock) -> None:
    daily.usual_day().send()
    [(entry, _)] = kept(evening)
    clock.advance(minutes=30)
    fix = Filling(daily.phone, "daily", "", at=f"/family/diary/entries/{entry.id}/correct")
    assert fix.step == ".review"
    fix.tap("edit:temperature").tap("next", amount="37.8", place="armpit")
    page = fix.send(reason="看错了").text
    assert "看错了" in page
    [(_, versions)] = kept(evening)
    assert (len(versions), said(versions)["temperature"].meant) == (2, 37.8)
    assert "Corrected" in daily.phone.get("/family/diary").text


def test_the_diary_shows_a_chart_with_its_table(daily: Filling, inside: Callable[..., Phone]) -> None:
    daily.usual_day("37.2").send()
    page = daily.phone.get("/family/diary").text
    assert "Highest temperature 37.2°C" in page
    assert "<table>" in page
    assert 'role="img"' in page


@pytest.mark.parametrize("bad", ["", "{}", "null", "[]", '{"id": "x", "version": ""}', "x" * 100])
def test_a_broken_draft_is_refused_kindly(daily: Filling, bad: str, evening: Study) -> None:
    fields = {"form_token": daily.phone.token, "child": child_id(evening), "at": ".usual", "draft": bad}
    answer = daily.phone.client.post(daily.path, data=fields)
    assert answer.status_code == 422
    assert "Something in what was sent is not right" in answer.text


def test_another_familys_diary_is_as_if_it_were_not(
    inside: Callable[..., Phone], daily: Filling, evening: Study
) -> None:
    daily.usual_day().send()
    [(entry, _)] = kept(evening)
    other = inside(OTHER)
    for path in (f"entries/{entry.id}", f"entries/{entry.id}/correct", f"fill/daily?child={child_id(evening)}"):
        assert other.get(f"/family/diary/{path}").status_code == 404, path
    assert other.get(f"/family/diary?child={child_id(evening)}").text.count("Pale") == 0


def test_the_childs_own_page_has_six_faces(inside: Callable[..., Phone], evening: Study) -> None:
    faces = Filling(inside(), "child-faces", child_id(evening))
    assert faces.page.text.split("<template")[0].count('class="face"') == 6
    assert faces.tap(answer="0").step == ".review"


def test_in_an_emergency_what_was_said_so_far_can_be_sent_at_once_and_the_rest_later(
    inside: Callable[..., Phone], evening: Study
) -> None:
    event = Filling(inside(), "event", child_id(evening))
    event.tap("next", answer=["breathing"])
    event.tap("part")
    event.page = event.phone.get(event.page.headers["location"])
    assert "Please read this first" in event.page.text
    with reading(evening.engine) as session:
        [concern] = concerns.all_concerns(session)
    assert concern.level == "emergency"
    [(entry, versions)] = kept(evening)
    assert not versions[0].whole
    rest = Filling(event.phone, "event", "", at=f"/family/diary/entries/{entry.id}/correct")
    assert rest.step == ".review"
    rest.tap("edit:note").tap("next", text="好一点了")
    assert rest.send(reason="more").status_code == 200
    assert len(kept(evening)[0][1]) == 2
