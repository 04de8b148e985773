"""What a deployment may set, each from `NUANXIN_…` or a secret file; nothing else reads the environment."""

import base64
import hashlib
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_SECRET = "nuanxin-demo-only"  # noqa: S105 - refused in live mode below
ROOT = Path(__file__).parent.parent


class Mode(StrEnum):
    """`live` talks to real families and the real provider; `demo` only ever to the built-in phones."""

    DEMO = "demo"
    LIVE = "live"


class Settings(BaseSettings):
    """Settings of one process. Every value has a working default in demo mode."""

    model_config = SettingsConfigDict(env_prefix="NUANXIN_", secrets_dir=None, extra="ignore", frozen=True)

    mode: Mode = Mode.DEMO
    database_url: str = f"sqlite:///{ROOT / 'var' / 'nuanxin.db'}"
    pack: Path = ROOT / "messages" / "nct06731192"
    public_base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    keys: SecretStr = SecretStr(DEMO_SECRET)
    twilio_account_sid: str = "AC" + "0" * 32
    twilio_auth_token: SecretStr = SecretStr(DEMO_SECRET)
    twilio_from: str = "+85230000000"
    twilio_messaging_service_sid: str | None = None
    twilio_safety_from: str | None = None
    twilio_safety_messaging_service_sid: str | None = None
    twilio_base_url: str | None = None
    twilio_timeout: float = Field(default=10.0, gt=0)
    language_model_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    language_model_name: str = ""
    language_model_key: SecretStr = SecretStr("")
    language_model_timeout_seconds: float = Field(default=5.0, gt=0, le=30)
    language_model_calls_a_day: int = Field(default=500, ge=0)
    oidc_issuer: str = Field(default="", pattern=r"^(https?://\S+)?$")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claim: str = "preferred_username"
    oidc_timeout_seconds: float = Field(default=5.0, gt=0, le=30)
    senders: int = Field(default=4, ge=1, le=64)
    tick_seconds: float = Field(default=5.0, gt=0)
    log_level: str = "INFO"
    read_at_once: bool = True
    worker_inside: bool = True

    @model_validator(mode="after")
    def _model_needs_its_name(self) -> "Settings":
        if self.language_model_url and not self.language_model_name:
            raise ValueError("NUANXIN_LANGUAGE_MODEL_URL needs NUANXIN_LANGUAGE_MODEL_NAME")
        return self

    @model_validator(mode="after")
    def _provider_needs_its_client(self) -> "Settings":
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret.get_secret_value()):
            raise ValueError("NUANXIN_OIDC_ISSUER needs NUANXIN_OIDC_CLIENT_ID and NUANXIN_OIDC_CLIENT_SECRET")
        if self.mode is Mode.LIVE and self.oidc_issuer.startswith("http://"):
            raise ValueError("live mode needs NUANXIN_OIDC_ISSUER to start with https://")
        return self

    @model_validator(mode="after")
    def _live_needs_real_secrets(self) -> "Settings":
        if self.mode is not Mode.LIVE:
            return self
        missing = [
            f"NUANXIN_{name.upper()}"
            for name in ("keys", "twilio_auth_token")
            if getattr(self, name).get_secret_value() in ("", DEMO_SECRET)
        ]
        if self.twilio_account_sid == "AC" + "0" * 32:
            missing.append("NUANXIN_TWILIO_ACCOUNT_SID")
        if missing:
            raise ValueError(f"live mode needs real values for: {', '.join(missing)}")
        if not self.public_base_url.startswith("https://"):
            raise ValueError("live mode needs NUANXIN_PUBLIC_BASE_URL to start with https://")
        if self.twilio_base_url is not None:
            raise ValueError("live mode speaks to the provider itself; unset NUANXIN_TWILIO_BASE_URL")
        return self

    @cached_property
    def key_material(self) -> tuple[dict[str, bytes], bytes]:
        """Sealing keys by name, newest first, and the blind-index key.

        `NUANXIN_KEYS` is `name=base64,name=base64` of 32 bytes each; the *last* one keys the blind index,
        so that adding a newer key in front keeps every phone findable.
        """
        text = self.keys.get_secret_value()
        if text == DEMO_SECRET:
            secret = hashlib.sha256(text.encode()).digest()
            return {"demo": secret}, hashlib.sha256(secret + b"index").digest()
        keys = dict(part.strip().split("=", 1) for part in text.split(","))
        opened = {name: base64.b64decode(value, validate=True) for name, value in keys.items()}
        if any(len(value) != 32 for value in opened.values()):  # noqa: PLR2004 - 256 bits
            raise ValueError("NUANXIN_KEYS: every key is 32 bytes in base64")
        return opened, hashlib.sha256(list(opened.values())[-1] + b"index").digest()


def load_settings(**overrides: object) -> Settings:
    """The settings of this process. Raises SystemExit with a sentence per wrong value."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise SystemExit("Cannot start:\n  " + "\n  ".join(lines)) from error
