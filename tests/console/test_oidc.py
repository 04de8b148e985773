"""In by the hospital's own accounts: only whom the provider truly vouches for, just now, to us, in this browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey
from pydantic import ValidationError
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.db import transaction
from backend.protocol.pack import Pack
from backend.settings import Settings
from backend.staff.disable import disable
from tests.console.conftest import BASE, Browser
from tests.console.provider import CLIENT, SECRET, Accounts, server_of
from tests.factories import NOON

START = "/console/oidc?to=/console/rota"


@pytest.fixture
def accounts(clock: SetClock) -> Iterator[Accounts]:
    found = Accounts(clock.now)
    server = server_of(found)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def door(engine: Engine, clock: SetClock, pack: Pack, staff: None, accounts: Accounts) -> Callable[[], Browser]:
    """Browsers of a server to which the provider is set."""
    settings = Settings(
        public_base_url=BASE,
        twilio_auth_token="t",
        oidc_issuer=accounts.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    app = create_app(settings=settings, engine=engine, pack=pack, clock=clock)
    return lambda: Browser(TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False))


def back(browser: Browser, accounts: Accounts, name: str = "lin.lan") -> Any:
    """There, signed in as `name`, and back."""
    left = browser.get(START)
    assert left.status_code == 303, left.text
    return browser.get(accounts.grant(left.headers["location"], name))


def test_whoever_the_provider_vouches_for_is_in_where_they_were_going(
    door: Callable[[], Browser], accounts: Accounts
) -> None:
    browser = door()
    assert 'href="/console/oidc?to=' in browser.get("/console/sign-in?to=/console/rota").text
    answer = back(browser, accounts, "Lin.Lan")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/rota")
    assert "林岚" in browser.get("/console/today").text


def test_nobody_unknown_or_closed_gets_in(door: Callable[[], Browser], accounts: Accounts, engine: Engine) -> None:
    with transaction(engine) as session:
        disable(session, name="mo.ni", by="admin", now=NOON)
    for name in ("somebody.else", "mo.ni", ""):
        browser = door()
        answer = back(browser, accounts, name)
        assert answer.status_code == 403, name
        assert "医院账号没能登录" in answer.text
        assert browser.get("/console/today").headers["location"].startswith("/console/sign-in")


@pytest.mark.parametrize(
    "says",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": int(NOON.timestamp()) - 3600},
        {"at_hash": "of another token"},
        {"preferred_username": ["lin.lan"]},
    ],
)
def test_what_was_said_to_somebody_else_or_long_ago_proves_nothing(
    door: Callable[[], Browser], accounts: Accounts, says: dict[str, Any]
) -> None:
    accounts.says = says
    assert back(door(), accounts).status_code == 403


def test_another_key_proves_nothing(door: Callable[[], Browser], accounts: Accounts) -> None:
    accounts.shown = ECKey.generate_key("P-256")
    assert back(door(), accounts).status_code == 403


def test_a_way_back_works_once_in_the_browser_that_left_and_for_ten_minutes(
    door: Callable[[], Browser], accounts: Accounts, clock: SetClock
) -> None:
    browser, other = door(), door()
    way = accounts.grant(browser.get(START).headers["location"], "lin.lan")
    assert other.get(way).status_code == 403
    assert browser.get(f"{way}x").status_code == 403
    late = door()
    way = accounts.grant(late.get(START).headers["location"], "lin.lan")
    clock.set(clock.now() + timedelta(minutes=10))
    assert late.get(way).status_code == 403
    again = door()
    way = accounts.grant(again.get(START).headers["location"], "lin.lan")
    assert again.get(way).status_code == 303
    assert again.get(way).status_code == 403


def test_a_refusal_of_the_provider_leads_back_to_the_door(door: Callable[[], Browser], accounts: Accounts) -> None:
    browser = door()
    browser.get(START)
    answer = browser.get("/console/oidc/back?error=access_denied")
    assert (answer.status_code, 'name="password"' in answer.text) == (403, True)


def test_the_way_back_never_leads_to_another_site(door: Callable[[], Browser], accounts: Accounts) -> None:
    browser = door()
    left = browser.get("/console/oidc?to=https://evil.example")
    answer = browser.get(accounts.grant(left.headers["location"], "lin.lan"))
    assert answer.headers["location"] == "/console/today"


def test_a_silent_provider_leaves_the_password(
    engine: Engine, clock: SetClock, pack: Pack, staff: None, accounts: Accounts
) -> None:
    for issuer in ("http://127.0.0.1:9", f"{accounts.issuer}/another"):
        settings = Settings(
            public_base_url=BASE, oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET
        )  # fmt: skip
        app = create_app(settings=settings, engine=engine, pack=pack, clock=clock)
        browser = Browser(TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False))
        answer = browser.get(START)
        assert (answer.status_code, "请用密码登录" in answer.text) == (502, True)


def test_where_no_provider_is_set_there_is_no_such_way(browser: Browser) -> None:
    assert "/console/oidc" not in browser.get("/console/sign-in").text
    assert browser.get(START).status_code == 404


def test_a_provider_needs_its_client_and_in_live_mode_a_safe_address() -> None:
    with pytest.raises(ValidationError, match="OIDC_CLIENT_ID"):
        Settings(oidc_issuer="https://id.example")
    live = {"mode": "live", "twilio_auth_token": "t", "twilio_account_sid": "AC1", "public_base_url": BASE}
    client = {"oidc_client_id": CLIENT, "oidc_client_secret": SECRET, "keys": "a=" + "QUFB" * 10 + "QUE="}
    with pytest.raises(ValidationError, match="OIDC_ISSUER to start with https"):
        Settings(oidc_issuer="http://id.example", **live, **client)  # type: ignore[arg-type]
    assert Settings(oidc_issuer="https://id.example", **live, **client).oidc_issuer  # type: ignore[arg-type]
