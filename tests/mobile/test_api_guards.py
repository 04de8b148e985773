"""Everything under /api/v1 is shut unless it says otherwise; what it describes is what it answers."""

import json
from collections.abc import Callable

import jsonschema
import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tests.console.test_entrance import flat
from tests.mobile.conftest import App

OPEN = {("POST", "/api/v1/auth/start"), ("POST", "/api/v1/auth/verify"), ("GET", "/api/v1/openapi.json")}
OpenClient = Callable[[], TestClient]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def every_route(client: TestClient) -> list[tuple[str, str]]:
    routes = [each for each in flat(client.app.routes) if each.path.startswith("/api")]  # type: ignore[attr-defined]
    assert all(isinstance(each, APIRoute) for each in routes), "a mount would stand outside the guards"
    return [(method, each.path) for each in routes for method in sorted(each.methods)]


def filled(path: str) -> str:
    return path.replace("{", "").replace("}", "")


def test_every_route_but_the_door_is_shut_to_a_stranger(open_client: OpenClient) -> None:
    client = open_client()
    shut = [each for each in every_route(client) if each not in OPEN]
    assert len(shut) >= 12
    for method, path in shut:
        answer = client.request(method, filled(path), json={})
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:nuanxin:sign-in-needed"), path


def test_a_cookie_of_the_page_opens_nothing_of_the_app(open_client: OpenClient, mother: App) -> None:
    client = open_client()
    client.cookies.set("nuanxin_family", mother.token)
    assert client.get("/api/v1/me").status_code == 401


def test_what_is_sent_too_much_or_wrong_is_refused_clearly(mother: App) -> None:
    unknown = mother.put("/preferences", {"language": "tlh", "secret": 1}, headers={"Accept-Language": "en"})
    assert unknown.status_code == 422
    assert unknown.json()["errors"] == ["/language", "/secret"]
    assert unknown.json()["detail"] == "Something in what was sent is not right."
    for body in (b"{", b"\xff", b"[]", b'"x"', b"null", b"1"):
        answer = mother.call("PUT", "/preferences", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), body
        assert answer.headers["content-type"] == "application/problem+json"
    assert mother.call("PUT", "/preferences", content=b"x" * 2_000_000).status_code == 413


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en-GB,en;q=0.9", "en"), ("zh-CN", "zh-Hans"), ("zh-HK", "zh-Hant"), ("yue", "zh-Hant"), ("fr", "zh-Hant")],
)
def test_refusals_are_in_the_language_asked_for_else_the_caregivers(mother: App, asked: str, language: str) -> None:
    answer = mother.get("/children/nobody/visits", headers={"Accept-Language": asked})
    assert answer.status_code == 404
    assert answer.headers["content-language"] == language


def test_the_description_holds_every_route_with_true_examples(open_client: OpenClient) -> None:
    client = open_client()
    described = client.get("/api/v1/openapi.json").json()
    listed = {(method.upper(), path) for path, each in described["paths"].items() for method in each}
    assert listed == {each for each in every_route(client) if each[1] != "/api/v1/openapi.json"}
    for name, schema in described["components"]["schemas"].items():
        whole = {**schema, "components": described["components"]}
        for example in schema.get("examples", []):
            jsonschema.validate(example, whole, jsonschema.Draft202012Validator)
        assert schema.get("examples") or schema.get("enum") or name in WITHOUT or name.startswith("Page"), name
    assert "GZ-0" not in json.dumps(described)


WITHOUT = {"May", "Emergency", "Said", "Told", "JsonValue"}
"""Small parts, shown within the examples of what holds them."""


def test_every_operation_says_how_it_refuses(open_client: OpenClient) -> None:
    described = open_client().get("/api/v1/openapi.json").json()
    for path, each in described["paths"].items():
        for method, operation in each.items():
            assert operation["summary"], path
            if (method.upper(), path) not in OPEN:
                assert list(operation["responses"]["401"]["content"]) == ["application/problem+json"], path
                assert operation["security"], path


def test_a_wrong_method_is_told_which_ones_there_are(mother: App) -> None:
    assert mother.call("DELETE", "/preferences").headers["allow"] == "GET, PUT"
    assert mother.call("POST", "/children/x/visits/y/answer").headers["allow"] == "PUT"
    assert mother.call("GET", "/nothing").status_code == 404
