"""Settings refuse what would be unsafe, and say what is missing."""

import base64

import pytest

from backend.settings import load_settings

KEY = base64.b64encode(b"k" * 32).decode()
LIVE = {
    "mode": "live",
    "keys": f"k1={KEY}",
    "twilio_auth_token": "only the provider knows",
    "twilio_account_sid": "AC" + "1" * 32,
    "public_base_url": "https://nuanxin.example",
}


def test_demo_needs_no_settings_at_all() -> None:
    assert load_settings().mode == "demo"


def test_live_mode_starts_with_real_secrets() -> None:
    settings = load_settings(**LIVE)
    keys, index = settings.key_material
    assert keys == {"k1": b"k" * 32}
    assert len(index) == 32


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"keys": "nuanxin-demo-only"}, "NUANXIN_KEYS"),
        ({"twilio_auth_token": ""}, "NUANXIN_TWILIO_AUTH_TOKEN"),
        ({"twilio_account_sid": "AC" + "0" * 32}, "NUANXIN_TWILIO_ACCOUNT_SID"),
        ({"public_base_url": "http://nuanxin.example"}, "https://"),
        ({"twilio_base_url": "http://127.0.0.1:1"}, "NUANXIN_TWILIO_BASE_URL"),
        ({"port": 0}, "port"),
    ],
)
def test_live_mode_refuses_defaults_and_says_which(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(SystemExit, match=named):
        load_settings(**{**LIVE, **wrong})


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(load_settings(**LIVE))
    assert "only the provider knows" not in shown
    assert KEY not in shown
