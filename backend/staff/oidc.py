"""Signing in by the hospital's own accounts (OpenID Connect): the code flow with PKCE, by a well-kept library.

The provider asks for the second factor itself. Whoever it names signs in as the member of that name, if there is one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import AwareDatetime, BaseModel, ConfigDict
from requests import RequestException

from backend.errors import NuanxinError
from backend.tokens import same

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["RS256", "PS256", "ES256"]
LIFE = timedelta(minutes=10)
LEEWAY = 60
NONCE, VERIFIER = 32, 64


class ProviderRefusedError(NuanxinError):
    """What came back from the provider proves nothing: forged, old, for somebody else, or a refusal of its own."""

    type = "provider-refused"
    status_code = 403


class ProviderUnreachableError(NuanxinError):
    """The provider does not answer, or not as a provider does."""

    type = "provider-unreachable"
    status_code = 502


@dataclass(frozen=True)
class Provider:
    """Whose accounts these are. `claim` is what names the member; `back` where the browser returns to."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    back: str
    timeout: float


class Journey(BaseModel):
    """What the browser carries, sealed, from leaving us to coming back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: str
    nonce: str
    verifier: str
    to: str
    until: AwareDatetime


def begin(provider: Provider, *, to: str, now: datetime) -> tuple[str, Journey]:
    """Where the browser goes, and what it carries. Raises ProviderUnreachableError."""
    endpoint = _found(provider)["authorization_endpoint"]
    nonce, verifier = generate_token(NONCE), generate_token(VERIFIER)
    with _client(provider) as client:
        address, state = client.create_authorization_url(endpoint, nonce=nonce, code_verifier=verifier)
    return address, Journey(state=state, nonce=nonce, verifier=verifier, to=to, until=now + LIFE)


def finish(provider: Provider, journey: Journey, *, state: str, code: str, now: datetime) -> str:
    """The name that the provider vouches for. Raises ProviderRefusedError, ProviderUnreachableError."""
    if not code or now >= journey.until or not same(state, journey.state):
        raise ProviderRefusedError("This sign-in was not begun here, or too long ago.")
    found = _found(provider)
    try:
        with _client(provider) as client:
            token = client.fetch_token(
                found["token_endpoint"], code=code, code_verifier=journey.verifier, timeout=provider.timeout
            )
            keys = client.get(found["jwks_uri"], withhold_token=True, timeout=provider.timeout).json()
    except OAuthError as refusal:
        raise ProviderRefusedError("The provider refused the code.") from refusal
    except (RequestException, ValueError) as error:
        raise ProviderUnreachableError("The provider does not answer.") from error
    return _named(provider, journey, token, keys, now)


def _named(provider: Provider, journey: Journey, token: dict[str, Any], keys: dict[str, Any], now: datetime) -> str:
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    params = {
        "nonce": journey.nonce,
        "client_id": provider.client_id,
        "access_token": token.get("access_token"),
    }
    try:
        read = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise ProviderRefusedError("What the provider says of who this is does not hold.") from error
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name:
        raise ProviderRefusedError(f"The provider does not say {provider.claim}.")
    return name


def _client(provider: Provider) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid profile",
        redirect_uri=provider.back,
        code_challenge_method="S256",
    )


def _found(provider: Provider) -> dict[str, str]:
    """The provider's addresses, all of them as safe as its own."""
    try:
        with _client(provider) as client:
            url = provider.issuer.rstrip("/") + DISCOVERY
            told = client.get(url, withhold_token=True, timeout=provider.timeout).json()
            found = {key: str(told[key]) for key in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            same_issuer = told["issuer"] == provider.issuer
    except (RequestException, ValueError, KeyError, TypeError) as error:
        raise ProviderUnreachableError("The provider does not answer.") from error
    scheme = urlsplit(provider.issuer).scheme
    if not same_issuer or any(urlsplit(each).scheme not in ("https", scheme) for each in found.values()):
        raise ProviderUnreachableError("The provider does not answer as the one that is set.")
    return found
