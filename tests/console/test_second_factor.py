"""The second step at the console's door: tying an app, its code at every sign-in, and nothing open before."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.protocol.pack import Pack
from backend.settings import Settings
from tests.console.conftest import BASE, Browser
from tests.console.test_entrance import every_route

PAGE = "/console/second-factor"
SECRET = re.compile(r'class="code typed">([A-Z2-7 ]+)<')
SEALED = re.compile(r'name="sealed" value="([^"]+)"')
SPARE = re.compile(r'<li class="code">([0-9a-z-]{11})</li>')
STEP = timedelta(seconds=30)


@pytest.fixture
def live(engine: Engine, clock: SetClock, pack: Pack, staff: None) -> Callable[[], Browser]:
    """Browsers of a server that talks to real families."""
    settings = Settings(
        mode="live",
        public_base_url=BASE,
        twilio_auth_token="t",
        twilio_account_sid="AC1",
        keys="a=" + "QUFB" * 10 + "QUE=",
    )
    app = create_app(settings=settings, engine=engine, pack=pack, clock=clock)
    return lambda: Browser(TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False))


def tie(browser: Browser, clock: SetClock, **changes: str) -> tuple[str, int]:
    """Tie an app by the page; its secret, and the answer's status."""
    text = browser.get(PAGE).text
    shown, sealed = SECRET.search(text), SEALED.search(text)
    assert shown is not None
    assert sealed is not None
    secret = shown.group(1).replace(" ", "")
    fields = {"sealed": sealed.group(1), "code": pyotp.TOTP(secret).at(clock.now()), "to": "/console/rota"} | changes
    return secret, browser.post(f"{PAGE}/tie", **fields).status_code


def test_where_families_are_real_nobody_gets_in_without_an_app(live: Callable[[], Browser], clock: SetClock) -> None:
    for name in ("lin.lan", "zhou.ming", "mo.ni"):
        browser = live()
        assert browser.sign_in(name).status_code == 303
        assert browser.get("/console/today").headers["location"] == f"{PAGE}?to=%2Fconsole%2Ftoday"
        _, status = tie(browser, clock)
        assert status == 200
        assert browser.get("/console/today").status_code == 200


def test_before_the_second_step_no_page_and_no_act_is_open(live: Callable[[], Browser], engine: Engine) -> None:
    browser = live()
    browser.sign_in("lin.lan")
    browser.get(PAGE)
    for method, path in every_route(browser):
        if path in ("/console/sign-in", "/console/demo") or path.startswith(PAGE):
            continue
        answer = browser.get(path) if method == "GET" else browser.post(path, note="x")
        assert answer.status_code == (303 if method == "GET" else 401), path
        if method == "GET":
            assert answer.headers["location"].startswith(PAGE), path


def test_the_code_is_asked_for_at_every_later_sign_in(live: Callable[[], Browser], clock: SetClock) -> None:
    first = live()
    first.sign_in("lin.lan")
    secret, _ = tie(first, clock)
    clock.set(clock.now() + STEP)
    second = live()
    second.sign_in("lin.lan")
    assert 'autocomplete="one-time-code"' in second.get(f"{PAGE}?to=/console/rota").text
    wrong = second.post(PAGE, code="000000", to="/console/rota")
    assert (wrong.status_code, "验证码不对" in wrong.text) == (403, True)
    code = pyotp.TOTP(secret).at(clock.now())
    right = second.post(PAGE, code=code, to="/console/rota")
    assert (right.status_code, right.headers["location"]) == (303, "/console/rota")
    assert second.get("/console/today").status_code == 200
    third = live()
    third.sign_in("lin.lan")
    third.get(PAGE)
    assert third.post(PAGE, code=code).status_code == 403


def test_too_many_codes_are_told_how_long_to_wait(live: Callable[[], Browser], clock: SetClock) -> None:
    browser = live()
    browser.sign_in("lin.lan")
    tie(browser, clock)
    again = live()
    again.sign_in("lin.lan")
    again.get(PAGE)
    statuses = [again.post(PAGE, code="000000").status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]


def test_the_secret_is_shown_as_a_picture_and_as_text_and_stays_the_same_until_it_is_proved(
    lin: Browser, clock: SetClock
) -> None:
    text = lin.get(PAGE).text
    assert "<svg" in text.split('class="qr"')[1].split("</div>")[0]
    sealed = SEALED.search(text)
    assert sealed is not None
    again = lin.post(f"{PAGE}/tie", sealed=sealed.group(1), code="000000")
    assert again.status_code == 403
    assert SECRET.findall(again.text) == SECRET.findall(text)


def test_a_secret_of_another_session_or_made_up_ties_nothing(lin: Browser, zhou: Browser, clock: SetClock) -> None:
    sealed = SEALED.search(zhou.get(PAGE).text)
    assert sealed is not None
    for forged in (sealed.group(1), "demo:AAAA", "none:AAAA", "x", ""):
        _, status = tie(lin, clock, sealed=forged)
        assert status == 403, forged


def test_in_the_demo_it_is_a_choice_and_then_it_holds(lin: Browser, browser: Browser, clock: SetClock) -> None:
    assert f'href="{PAGE}"' in lin.get("/console/today").text
    assert tie(lin, clock)[1] == 200
    assert "已绑定验证器" in lin.get(PAGE).text
    assert lin.post(f"{PAGE}/tie", sealed="x", code="1").status_code == 403
    browser.sign_in("lin.lan")
    assert browser.get("/console/today").headers["location"].startswith(PAGE)


def test_recovery_codes_are_shown_once_and_let_in_without_the_app(
    lin: Browser, browser: Browser, clock: SetClock
) -> None:
    text = lin.get(PAGE).text
    shown, sealed = SECRET.search(text), SEALED.search(text)
    assert shown is not None
    assert sealed is not None
    secret = shown.group(1).replace(" ", "")
    answer = lin.post(
        f"{PAGE}/tie", sealed=sealed.group(1), code=pyotp.TOTP(secret).at(clock.now()), to="/console/rota"
    )
    codes = SPARE.findall(answer.text)
    assert len(codes) == 10
    assert answer.headers["cache-control"] == "no-store"
    assert 'href="/console/rota"' in answer.text
    assert lin.get("/console/today").status_code == 200, "the answer let the browser in"
    browser.sign_in("lin.lan")
    assert "恢复码" in browser.get(PAGE).text
    wrong = browser.post(PAGE, code="abcd-efgh-jkmn", to="/console/rota")
    assert wrong.status_code == 403
    assert "这个恢复码不对，或者已经用过了。" in wrong.text
    assert '<details class="door__more" open>' in wrong.text
    assert browser.post(PAGE, code=codes[0].upper(), to="/console/rota").headers["location"] == "/console/rota"
    tied = browser.get(PAGE).text
    assert "还剩9个，共10个" in tied
    assert not any(each in tied for each in codes)
    refused = browser.post(f"{PAGE}/codes", code="000000")
    assert (refused.status_code, "验证码不对" in refused.text) == (403, True)
    clock.set(clock.now() + STEP)
    fresh = SPARE.findall(browser.post(f"{PAGE}/codes", code=pyotp.TOTP(secret).at(clock.now())).text)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
