"""Bad input is refused with a reason, nothing is lost, and nothing is a 500."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from twilio.request_validator import RequestValidator

from backend.app import create_app
from backend.clock import SetClock
from backend.db import reading
from backend.inbox import queries as inbox
from backend.settings import Settings
from tests.factories import PACK, SID

BASE = "https://nuanxin.example"
INBOUND = {
    "MessageSid": "SM1",
    "From": "+85265001111",
    "To": "+85230000000",
    "Body": "你好 ",
    "NumMedia": "0",
    "FromZip": "",
}


@pytest.fixture
def web(engine: Engine) -> Iterator[TestClient]:
    settings = Settings(public_base_url=BASE, twilio_auth_token="t", twilio_account_sid=SID)
    app = create_app(
        settings=settings, engine=engine, pack=PACK, clock=SetClock(datetime(2026, 12, 8, 4, tzinfo=UTC))
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def signed(path: str, form: dict[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator("t").compute_signature(BASE + path, form)}


def test_a_signed_text_is_stored_and_answered_with_an_empty_response(web: TestClient, engine: Engine) -> None:
    form = {**INBOUND, "SomethingNew": "x"}
    for _ in range(2):
        answer = web.post("/twilio/inbound", data=form, headers=signed("/twilio/inbound", form))
        assert answer.status_code == 200
        assert answer.text.endswith("<Response/>")
    with reading(engine) as session:
        assert [row.body for row in inbox.all_texts(session)] == ["你好 "]


@pytest.mark.parametrize(
    ("form", "change", "status"),
    [
        (INBOUND, {"X-Twilio-Signature": "forged"}, 403),
        (INBOUND, {"X-Twilio-Signature": ""}, 403),
        ({**INBOUND, "From": ""}, {}, 400),
        ({"MessageSid": "x"}, {}, 400),
    ],
)
def test_what_is_forged_or_incomplete_is_refused(
    web: TestClient, form: dict[str, str], change: dict[str, str], status: int
) -> None:
    headers = {**signed("/twilio/inbound", form), **change}
    answer = web.post("/twilio/inbound", data=form, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].startswith("urn:nuanxin:")


def test_a_huge_body_is_refused_before_it_is_read(web: TestClient) -> None:
    assert web.post("/twilio/inbound", data={"Body": "x" * 100_000}).status_code == 413


def test_what_is_not_a_form_is_refused(web: TestClient) -> None:
    assert web.post("/twilio/inbound", json={"Body": "x"}).status_code == 400
    assert web.get("/twilio/inbound").status_code == 405
    assert web.get("/nothing").status_code == 404


def test_a_status_about_nothing_of_ours_is_kept_and_accepted(web: TestClient) -> None:
    path, form = "/twilio/status/nobody/1", {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert web.post(path, data=form, headers=signed(path, form)).status_code == 204


def test_health_and_readiness(web: TestClient) -> None:
    assert web.get("/healthz").json()["status"] == "alive"
    assert web.get("/readyz").json()["status"] == "ready"
