"""The console's door: what a stranger sees, what a form must carry, and what every answer says about itself."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.protocol.pack import Pack
from backend.settings import Settings
from tests.console.conftest import BASE, PASSWORD, Browser

OPEN = {"/console/sign-in", "/console/demo"}


def flat(routes: Iterable[Any]) -> Iterator[Any]:
    """Every route, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from flat(inner.routes) if inner is not None else [route]


def every_route(browser: Browser) -> list[tuple[str, str]]:
    """Each method and path under /console, with its places filled."""
    routes = [each for each in flat(browser.client.app.routes) if each.path.startswith("/console")]
    assert all(isinstance(each, APIRoute) for each in routes), "a mount would stand outside the guards"
    return [
        (method, each.path.format(**dict.fromkeys(each.param_convertors, "1")))
        for each in routes
        for method in sorted(each.methods)
    ]


def test_every_page_but_the_door_leads_a_stranger_to_the_door(browser: Browser) -> None:
    looked = [path for method, path in every_route(browser) if method == "GET" and path not in OPEN]
    assert len(looked) >= 1
    for path in looked:
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/console/sign-in"), path


def test_every_act_but_signing_in_is_refused_to_a_stranger(browser: Browser) -> None:
    acts = [path for method, path in every_route(browser) if method == "POST" and path not in OPEN]
    assert len(acts) >= 2
    for path in acts:
        assert browser.post(path, note="nothing of this is lost").status_code == 401, path
        assert "nothing of this is lost" in browser.post(path, note="nothing of this is lost").text


def test_every_act_is_refused_without_the_forms_token(lin: Browser) -> None:
    for method, path in every_route(lin):
        if method == "POST":
            assert lin.client.post(path, data={"name": "x"}).status_code == 403, path
            assert lin.client.post(path, data={"form_token": "0" * 64}).status_code == 403, path


def test_no_route_of_the_console_takes_anything_but_looks_and_forms(browser: Browser) -> None:
    assert {method for method, _ in every_route(browser)} <= {"GET", "POST"}


def test_every_answer_is_kept_nowhere_and_runs_nothing_from_elsewhere(lin: Browser) -> None:
    for path in ("/console/sign-in", "/console", "/console/nothing", "/console/concerns"):
        headers = lin.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("base", "secure"), [("https://nuanxin.example", True), ("http://127.0.0.1:8000", False)])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    engine: Engine, clock: SetClock, pack: Pack, staff: None, base: str, secure: bool
) -> None:
    settings = Settings(public_base_url=base, twilio_auth_token="t")
    app = create_app(settings=settings, engine=engine, pack=pack, clock=clock)
    browser = Browser(TestClient(app, base_url=base, follow_redirects=False))
    cookie = browser.sign_in("lin.lan").headers.get_list("set-cookie")[0].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/console" in cookie
    assert ("secure" in cookie) is secure


def test_the_way_leads_back_to_where_one_was_going(browser: Browser) -> None:
    browser.get("/console/sign-in?to=/console/rota")
    answer = browser.post("/console/sign-in", name="lin.lan", password=PASSWORD, to="/console/rota")
    assert answer.headers["location"] == "/console/rota"


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/console//evil", "/console/\\x", "/x", ""])
def test_the_way_never_leads_to_another_site(browser: Browser, to: str) -> None:
    browser.get("/console/sign-in")
    answer = browser.post("/console/sign-in", name="lin.lan", password=PASSWORD, to=to)
    assert answer.headers["location"] == "/console/today"


def test_a_wrong_password_says_so_beside_the_form_and_keeps_the_name(browser: Browser) -> None:
    answer = browser.sign_in("lin.lan", "wrong")
    assert answer.status_code == 403
    assert "姓名或密码不对" in answer.text or "登录名或密码不对" in answer.text
    assert 'value="lin.lan"' in answer.text
    assert "wrong" not in answer.text


def test_too_many_tries_are_told_how_long_to_wait(browser: Browser) -> None:
    for _ in range(5):
        browser.sign_in("lin.lan", "wrong")
    answer = browser.sign_in("lin.lan")
    assert answer.status_code == 429
    assert "15分钟" in answer.text


def test_signing_out_closes_the_door(lin: Browser) -> None:
    lin.get("/console/concerns")
    assert lin.post("/console/sign-out").status_code == 303
    assert lin.get("/console/concerns").headers["location"].startswith("/console/sign-in")


def test_an_hour_without_a_click_closes_the_door(lin: Browser, clock: SetClock) -> None:
    clock.set(clock.now() + timedelta(minutes=61))
    assert lin.get("/console/concerns").headers["location"].startswith("/console/sign-in")


def test_the_language_is_the_readers_and_can_be_switched(lin: Browser, zhou: Browser) -> None:
    assert '<html lang="zh-Hans">' in lin.get("/console/today").text
    assert '<html lang="en">' in zhou.get("/console/today").text
    assert zhou.post("/console/language", language="zh-Hans", to="/console/today").status_code == 303
    assert '<html lang="zh-Hans">' in zhou.get("/console/today").text


def test_the_door_speaks_both_languages(browser: Browser) -> None:
    assert '<html lang="en">' in browser.get("/console/sign-in?lang=en").text
    assert '<html lang="zh-Hans">' in browser.get("/console/sign-in?lang=zh-Hans").text


def test_the_demos_way_in_is_there_in_the_demo_only(
    engine: Engine, clock: SetClock, pack: Pack, staff: None, browser: Browser
) -> None:
    assert browser.get("/console/demo?lang=en").headers["location"] == "/console/today"
    assert '<html lang="en">' in browser.get("/console/today").text
    live = Settings(
        mode="live",
        public_base_url=BASE,
        twilio_auth_token="t",
        twilio_account_sid="AC1",
        keys="a=" + "QUFB" * 10 + "QUE=",
    )
    app = create_app(settings=live, engine=engine, pack=pack, clock=clock)
    stranger = TestClient(app, base_url=BASE, follow_redirects=False)
    assert stranger.get("/console/demo").status_code == 404
    assert "set-cookie" not in stranger.get("/console/demo").headers


def test_an_address_that_nothing_has_is_told_in_the_language_of_whoever_is_signed_in(
    lin: Browser, zhou: Browser, browser: Browser
) -> None:
    for reader, words in ((lin, "没有这个页面"), (zhou, "There is no such page"), (browser, "没有这个页面")):
        answer = reader.get("/console/nothing")
        assert (answer.status_code, words in answer.text) == (404, True)
