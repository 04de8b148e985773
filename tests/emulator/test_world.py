"""The provider's behaviour that our product relies on, driven by the official SDK."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from backend.clock import SetClock
from backend.emulator.carry import Waits
from backend.emulator.transport import InProcessClient
from backend.emulator.webhooks import WebhookCall
from backend.emulator.world import Emulator, NoReplyRoute
from tests.factories import NOON, NUMBER, PHONE, SID, TOKEN, emulator

SPEC = Path("../shared/twilio/twilio_api_v2010.json")
CALLBACK = "http://127.0.0.1:1/twilio/status/m/1"


@pytest.fixture
def world() -> Emulator:
    return emulator(SetClock(NOON))


def client(world: Emulator) -> Client:
    return Client(SID, TOKEN, http_client=InProcessClient(world))


def later(world: Emulator) -> list[WebhookCall]:
    calls: list[WebhookCall] = []
    world.run_due(NOON.replace(hour=20), lambda call: calls.append(call) or 204)  # type: ignore[func-returns-value]
    return calls


def news(calls: list[WebhookCall]) -> list[str]:
    return [dict(call.form)["MessageStatus"] for call in calls]


def test_a_text_arrives_and_is_reported_with_valid_signatures(world: Emulator) -> None:
    made = client(world).messages.create(to=PHONE, from_=NUMBER, body="你好", status_callback=CALLBACK)
    calls = later(world)
    assert news(calls) == ["sent", "delivered"]
    for call in calls:
        assert RequestValidator(TOKEN).validate(call.url, dict(call.form), call.headers["X-Twilio-Signature"])
    assert client(world).messages(made.sid).fetch().status == "delivered"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"to": "not-a-number"}, 21211), ({"to": "+862038000000"}, 21614), ({"from_": "+85239999999"}, 21606),
     ({"body": ""}, 21602), ({"body": "x" * 1601}, 21617)],
)  # fmt: skip
def test_refusals_carry_the_providers_codes(world: Emulator, change: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client(world).messages.create(**{"to": PHONE, "from_": NUMBER, "body": "x", **change})
    assert refused.value.code == code


def test_after_stop_the_number_is_blocked_until_start(world: Emulator) -> None:
    world.type_as(PHONE, "Stop")
    with pytest.raises(TwilioRestException) as refused:
        client(world).messages.create(to=PHONE, from_=NUMBER, body="x")
    assert refused.value.code == 21610
    world.type_as(PHONE, "START")
    assert client(world).messages.create(to=PHONE, from_=NUMBER, body="x").status == "queued"


def test_mainland_phones_cannot_reply_and_get_no_links(world: Emulator) -> None:
    with pytest.raises(NoReplyRoute):
        world.type_as("+8613800138000", "1")
    client(world).messages.create(to="+8613800138000", from_=NUMBER, body="see https://x.y", status_callback=CALLBACK)
    assert dict(later(world)[-1].form)["ErrorCode"] == "30007"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("doubled", ["sent"] * 3 + ["delivered"] * 3), ("disordered", ["delivered", "sent"]), ("never", []),
     ("30003", ["sent", "undelivered"])],
)  # fmt: skip
def test_faults_change_what_we_are_told(world: Emulator, fault: str, expected: list[str]) -> None:
    world.script(fault)
    client(world).messages.create(to=PHONE, from_=NUMBER, body="x", status_callback=CALLBACK)
    assert Counter(news(later(world))) == Counter(expected)


def test_a_text_that_comes_too_late_expires(world: Emulator) -> None:
    slow = Emulator(account_sid=SID, auth_token=TOKEN, number=NUMBER, clock=SetClock(NOON), pace=0.01)
    for _ in range(3):
        client(slow).messages.create(to=PHONE, from_=NUMBER, body="x", validity_period=60, status_callback=CALLBACK)
    assert "failed" in news(later(slow))
    assert world.log == []


def test_each_sender_lets_out_its_segments_one_after_the_other() -> None:
    second, clock = "+85230000001", SetClock(NOON)
    paced = Emulator(
        account_sid=SID,
        auth_token=TOKEN,
        number=NUMBER,
        more_numbers=(second,),
        clock=clock,
        pace=1,
        waits=Waits((0, 0), (0, 0)),
    )
    for sender, text in ((NUMBER, "a" * 300), (NUMBER, "b"), (second, "c")):
        client(paced).messages.create(to=PHONE, from_=sender, body=text)
    later(paced)
    arrived = {each.body[0]: each.delivered_at for each in paced.delivered}
    assert {body: (at - NOON).total_seconds() for body, at in arrived.items() if at} == {"a": 2, "b": 3, "c": 1}


def test_a_phone_answers_to_the_number_that_wrote_to_it_last(world: Emulator) -> None:
    second = "+85230000001"
    two = Emulator(account_sid=SID, auth_token=TOKEN, number=NUMBER, more_numbers=(second,), clock=SetClock(NOON))
    assert two.type_as(PHONE, "hello").to == NUMBER
    client(two).messages.create(to=PHONE, from_=second, body="x")
    assert two.type_as(PHONE, "hello").to == second


def test_the_list_is_filtered_and_paged(world: Emulator) -> None:
    for place in range(7):
        client(world).messages.create(to=f"+8526500{place:04d}", from_=NUMBER, body=str(place))
    assert [row.body for row in client(world).messages.list(to="+85265000003")] == ["3"]
    assert len(client(world).messages.list(page_size=2)) == 7


def test_replies_fit_the_providers_own_description(world: Emulator) -> None:
    if not SPEC.exists():
        pytest.skip("the provider's OpenAPI file is in ../shared, which is not here")
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    schema = _plain(spec["components"]["schemas"]["api.v2010.account.message"], spec)
    world.create({"To": PHONE, "From": NUMBER, "Body": "你好"})
    later(world)
    found = world.search({})
    for each in found.body["messages"]:
        jsonschema.validate(each, schema)
        assert set(each) == set(schema["properties"])


def _plain(node: Any, spec: dict[str, Any]) -> Any:
    """OpenAPI 3.0 as JSON Schema: references followed, `nullable` spelled out, formats left to their owners."""
    if isinstance(node, list):
        return [_plain(each, spec) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target: Any = spec
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return _plain(target, spec)
    plain = {key: _plain(value, spec) for key, value in node.items() if key not in ("nullable", "format", "x-twilio")}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") else plain
