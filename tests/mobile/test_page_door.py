"""The door of the family page: a card's address, a code, and in; what a stranger sees, and what a form must carry."""

import re
from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response

from backend.clock import SetClock
from backend.db import transaction
from backend.devices.keys import spaced_key
from backend.devices.send_code import read_out_code
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.mobile.page_guard_routes import COOKIE
from backend.simulation.visitor import invite
from tests.console.test_entrance import flat
from tests.journeys.study import MOTHER, Study
from tests.mobile.conftest import Cards

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OpenClient = Callable[[], TestClient]
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
DOOR = {"/family/door", "/family/door/card", "/family/door/ask", "/family/door/code", "/family/door/phone"}
OPEN = DOOR | {"/family/door/enter", "/f/{key}"}


class Phone:
    """A browser on a phone; forms carry the token of the page they were on."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str) -> Response:
        return self._kept(self.client.get(path))

    def post(self, path: str, **fields: str) -> Response:
        return self._kept(self.client.post(path, data={"form_token": self.token, **fields}))

    def come_in(self, cards: Cards, number: str = MOTHER) -> Response:
        self.get(f"/f/{spaced_key(cards.card(number))}")
        self.get("/family/door")
        assert self.post("/family/door/ask").status_code == 303
        self.get("/family/door/code")
        return self.post("/family/door/enter", code=cards.code())

    def _kept(self, response: Response) -> Response:
        found = TOKEN.search(response.text)
        self.token = found.group(1) if found else self.token
        return response


@pytest.fixture
def phone(open_client: OpenClient) -> Phone:
    return Phone(open_client())


@pytest.fixture
def inside(phone: Phone, cards: Cards) -> Phone:
    assert phone.come_in(cards).headers["location"] == "/family"
    phone.get("/family/settings")
    return phone


def every_route(phone: Phone) -> list[tuple[str, str]]:
    routes = [each for each in flat(phone.client.app.routes) if each.path.startswith(("/family", "/f/"))]  # type: ignore[attr-defined]
    assert all(isinstance(each, APIRoute) for each in routes), "a mount would stand outside the guards"
    return [(method, each.path) for each in routes for method in sorted(each.methods)]


def filled(path: str) -> str:
    return re.sub(r"\{\w+\}", "x", path)


def test_a_cards_address_leads_in_by_a_code(phone: Phone, cards: Cards) -> None:
    first = phone.get(f"/f/{spaced_key(cards.card())}")
    assert (first.status_code, first.headers["location"]) == (303, "/family/door")
    assert phone.come_in(cards).headers["location"] == "/family"
    assert "安安" in phone.get("/family").text


def test_the_demos_invitation_leads_into_a_family_with_a_visit_ahead(
    phone: Phone, cards: Cards, study: Study
) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    with transaction(study.engine) as session:
        invitation = invite(session, base="https://nuanxin.example", pack=study.pack, now=study.clock.now())
    assert invitation.number == MOTHER
    phone.get(invitation.address.removeprefix("https://nuanxin.example"))
    phone.get("/family/door")
    phone.post("/family/door/ask")
    phone.get("/family/door/code")
    assert phone.post("/family/door/enter", code=cards.code()).headers["location"] == "/family"


def test_every_page_but_the_door_leads_a_stranger_to_the_door(phone: Phone) -> None:
    looked = [path for method, path in every_route(phone) if method == "GET" and path not in OPEN]
    assert len(looked) >= 5
    for path in looked:
        answer = phone.get(filled(path))
        assert (answer.status_code, answer.headers.get("location")) == (303, "/family/door"), path


def test_every_act_is_refused_to_a_stranger_and_without_the_forms_token(phone: Phone, inside: Phone) -> None:
    stranger = Phone(TestClient(phone.client.app, base_url="https://nuanxin.example", follow_redirects=False))
    acts = [path for method, path in every_route(phone) if method == "POST" and path not in OPEN]
    assert len(acts) >= 3
    fields = {"answer": "coming", "appointment_at": "2026-12-15T09:00:00+08:00"}
    for path in acts:
        assert stranger.post(filled(path), **fields).status_code == 401, path
        forged = {**fields, "form_token": "0" * 64}
        assert inside.client.post(filled(path), data=forged).status_code == 403, path
    for path in sorted(OPEN - {"/f/{key}", "/family/door", "/family/door/code", "/family/door/phone"}):
        assert stranger.client.post(path, data={"code": "000000"}).status_code == 403, path


def test_no_page_takes_anything_but_looks_and_forms(phone: Phone) -> None:
    assert {method for method, _ in every_route(phone)} <= {"GET", "POST"}


def test_every_answer_is_kept_nowhere_and_runs_nothing_from_elsewhere(inside: Phone) -> None:
    for path in ("/family", "/family/door", "/family/nothing", "/f/x", "/family/visits", "/family/help"):
        headers = inside.get(path).headers
        assert headers["cache-control"] == "no-store", path
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


def test_the_devices_cookie_is_out_of_reach_of_scripts_and_other_sites(phone: Phone, cards: Cards) -> None:
    cookies = phone.come_in(cards).headers.get_list("set-cookie")
    cookie = next(each for each in cookies if each.startswith(COOKIE)).lower()
    for part in ("httponly", "samesite=lax", "path=/family", "secure", "max-age=15552000"):
        assert part in cookie


@pytest.mark.parametrize("key", ["0" * 20, "x", "é", "%00", "<script>"])
def test_an_unknown_card_is_asked_for_a_code_as_any_other(phone: Phone, cards: Cards, key: str) -> None:
    phone.get(f"/f/{key}")
    unknown = phone.get("/family/door")
    known = Phone(phone.client)
    known.get(f"/f/{cards.card()}")
    assert (unknown.status_code, "<script>" in unknown.text) == (200, False)
    if key == "0" * 20:
        plain = [TOKEN.sub("", each.text) for each in (unknown, known.get("/family/door"))]
        assert plain[0] == plain[1]


def test_a_wrong_code_is_told_beside_the_field_and_too_many_kindly(phone: Phone, cards: Cards) -> None:
    phone.get(f"/f/{cards.card()}")
    phone.get("/family/door/code?lang=zh-Hans")
    for _ in range(5):
        answer = phone.post("/family/door/enter", code="000000")
        assert answer.status_code == 403
        assert "验证码不对" in answer.text
    answer = phone.post("/family/door/enter", code="000000")
    assert answer.status_code == 429
    assert "请等15分钟" in answer.text
    assert "tel:+85221230000" in answer.text


def test_without_a_card_staff_read_a_code_out(phone: Phone, cards: Cards, clock: SetClock) -> None:
    with transaction(cards.study.engine) as session:
        family = families.family_by_code(session, "F-001")
        mother = caregivers_of(session, family.id)[0]
        code = read_out_code(session, caregiver=mother, family=family, by="lin", now=clock.now())
    phone.get("/family/door/phone")
    assert phone.post("/family/door/enter", by="phone", phone="+852 6500 1111", code=code).status_code == 303
    assert phone.get("/family").status_code == 200


def test_a_page_in_use_renews_its_token_each_week_and_the_old_one_is_worth_nothing(
    inside: Phone, clock: SetClock
) -> None:
    old = inside.client.cookies[COOKIE]
    clock.advance(days=8)
    inside.get("/family")
    new = inside.client.cookies[COOKIE]
    assert new != old
    assert inside.get("/family/visits").status_code == 200
    inside.client.cookies.set(COOKIE, old, path="/family")
    assert Phone(inside.client).get("/family/visits").status_code == 303


def test_two_pages_opened_at_once_get_one_new_token_between_them(inside: Phone, clock: SetClock) -> None:
    old = inside.client.cookies[COOKIE]
    clock.advance(days=8)
    answers = [inside.client.get("/family", headers={"Cookie": f"{COOKIE}={old}"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert ["set-cookie" in answer.headers for answer in answers] == [True, False]


def test_signing_out_here_shuts_the_door(inside: Phone) -> None:
    page = inside.get("/family/settings").text
    device = re.findall(r"/family/devices/([0-9a-f-]+)/end", page)[0]
    assert inside.post(f"/family/devices/{device}/end").headers["location"] == "/family/door"
    assert inside.get("/family").headers["location"] == "/family/door"
