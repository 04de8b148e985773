"""How the app gets in, stays in and goes out; and that nobody else learns anything at the door."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from backend.clock import SetClock
from backend.db import reading
from backend.families.phone_queries import is_confirmed, phone_by_number
from tests.journeys.study import FATHER, GRANDMOTHER, MOTHER, Study
from tests.mobile.conftest import App, Cards

SignIn = Callable[[str], App]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_app_signs_in_by_card_and_code(mother: App) -> None:
    me = mother.get("/me")
    assert me.status_code == 200
    assert me.json() == {
        "called": "妈妈",
        "relation": "mother",
        "role": "guardian",
        "language": "zh-Hant",
        "zone": "Asia/Shanghai",
        "may": {"keep_diary": True, "answer_visits": True, "consent": True},
        "paused": False,
        "study_phone": "2123 0000",
        "emergency": [{"number": "999", "place": None}],
    }


def test_a_delegate_is_told_that_they_may_not_consent(sign_in: SignIn) -> None:
    me = sign_in(GRANDMOTHER).get("/me").json()
    assert (me["role"], me["may"]["keep_diary"], me["may"]["consent"]) == ("delegate", True, False)


def test_known_and_unknown_cards_get_the_same_answers(open_client: Callable[[], TestClient], cards: Cards) -> None:
    known, unknown = App(open_client()), App(open_client())
    for path, more in (("/auth/start", {}), ("/auth/verify", {"code": "000000"})):
        one = known.post(path, {"card": cards.card(), **more})
        other = unknown.post(path, {"card": "0" * 20, **more})
        assert (one.status_code, one.json(), set(one.headers)) == (
            other.status_code,
            other.json(),
            set(other.headers),
        )


def test_a_phone_alone_opens_nothing_and_tells_nothing(open_client: Callable[[], TestClient]) -> None:
    app = App(open_client())
    answers = [
        app.post("/auth/verify", {"phone": phone, "code": "123456"}) for phone in (MOTHER, "+85265123456", "x")
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.text for answer in answers}) == 1


def test_too_many_tries_are_told_kindly_with_what_to_do(open_client: Callable[[], TestClient], cards: Cards) -> None:
    app, key = App(open_client()), cards.card()
    for _ in range(5):
        assert app.post("/auth/verify", {"card": key, "code": "000000"}).status_code == 403
    refusal = app.post("/auth/verify", {"card": key, "code": "000000"}, headers={"Accept-Language": "zh-CN"})
    assert refusal.status_code == 429
    assert refusal.json()["type"] == "urn:nuanxin:too-many-tries"
    assert "15分钟" in refusal.json()["detail"]
    assert refusal.headers["retry-after"] == "900"
    assert refusal.headers["content-type"] == "application/problem+json"


def test_a_code_that_came_by_text_and_comes_back_confirms_the_phone(
    sign_in: SignIn, engine: Engine, study: Study
) -> None:
    before = {task.kind for task in study.open_tasks()}
    sign_in("+85265009999")
    with reading(engine) as session:
        phone = phone_by_number(session, "+85265009999")
        assert phone is not None
        assert is_confirmed(session, phone.id)
    assert before >= {task.kind for task in study.open_tasks()}


def test_tokens_rotate_and_a_copied_one_ends_the_device(mother: App) -> None:
    old = mother.token
    mother.token = mother.post("/auth/refresh").json()["token"]
    assert mother.get("/me").status_code == 200
    thief = App(mother.client)
    thief.token = old
    assert thief.get("/me").status_code == 401
    assert mother.get("/me").status_code == 401


def test_signing_out_ends_the_token(mother: App) -> None:
    assert mother.post("/auth/sign-out").status_code == 204
    answer = mother.get("/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:nuanxin:sign-in-needed"


def test_a_lost_phone_is_ended_from_another_device(sign_in: SignIn) -> None:
    lost, other = sign_in(MOTHER), sign_in(MOTHER)
    listed = other.get("/devices").json()["items"]
    assert [each["this_one"] for each in listed].count(True) == 1
    gone = next(each["id"] for each in listed if not each["this_one"])
    assert other.call("DELETE", f"/devices/{gone}").status_code == 204
    assert other.call("DELETE", f"/devices/{gone}").status_code == 204
    assert lost.get("/me").status_code == 401
    assert other.get("/me").status_code == 200


def test_nobody_ends_anothers_device(sign_in: SignIn) -> None:
    mother, father = sign_in(MOTHER), sign_in(FATHER)
    hers = mother.get("/devices").json()["items"][0]["id"]
    assert father.call("DELETE", f"/devices/{hers}").status_code == 404
    assert mother.get("/me").status_code == 200


def test_a_wrong_token_is_a_sign_in_needed(open_client: Callable[[], TestClient]) -> None:
    client = open_client()
    for token in ("", "x", "x" * 5000, "é", "Basic abc"):
        headers = {"Authorization": f"Bearer {token}".encode()}
        assert client.get("/api/v1/me", headers=headers).status_code == 401, token


def test_a_code_in_full_width_digits_and_spaces_passes(open_client: Callable[[], TestClient], cards: Cards) -> None:
    app, key = App(open_client()), cards.card()
    app.post("/auth/start", {"card": key})
    code = cards.code().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert app.post("/auth/verify", {"card": key, "code": f"{code[:3]} {code[3:]}"}).status_code == 200


def test_a_stopped_phone_is_sent_no_code_and_the_answer_is_the_same(
    open_client: Callable[[], TestClient], cards: Cards, study: Study, clock: SetClock
) -> None:
    study.types("T")
    app, key = App(open_client()), cards.card()
    assert app.post("/auth/start", {"card": key}).status_code == 202
    before = len(study.phone())
    study.settle(5)
    assert len(study.phone()) == before
