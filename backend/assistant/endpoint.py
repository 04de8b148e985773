"""One language model behind an OpenAI-compatible endpoint, hosted or local: one question, one answer, nothing kept.

Whoever asks waits no longer than the timeout, whatever the other side does; what is sent is the caller's to clean.
"""

from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread

import requests
from pydantic import BaseModel, Field, ValidationError

from backend.assistant.whys import Why
from backend.errors import NuanxinError
from backend.settings import Settings

LARGEST_ANSWER = 64 * 1024
MOST_TOKENS = 200
PIECE = 8 * 1024


class ModelFailedError(NuanxinError):
    """The language model gave nothing that can be used; the text is why, by its code."""

    type = "language-model-failed"
    status_code = 502


class _Said(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Said


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked. `url` is the base that `/chat/completions` follows; `timeout` is in seconds, in all."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    timeout: float = 5.0

    def ask(self, instruction: str, question: str) -> str:
        """What the model says to one question. Raises ModelFailedError."""
        came: Queue[str | ModelFailedError] = Queue(1)
        Thread(target=self._bring, args=(instruction, question, came), daemon=True).start()
        try:
            said = came.get(timeout=self.timeout)
        except Empty:
            raise ModelFailedError(Why.SLOW.about(f"{self.timeout:g}")) from None
        if isinstance(said, ModelFailedError):
            raise said
        return said

    def _bring(self, instruction: str, question: str, came: "Queue[str | ModelFailedError]") -> None:
        """In a thread of its own: a timeout of the socket begins anew with every byte that trickles in."""
        try:
            came.put(_content(self._post(instruction, question)))
        except ModelFailedError as error:
            came.put(error)
        except requests.RequestException as error:
            came.put(ModelFailedError(Why.UNREACHABLE.about(type(error).__name__)))

    def _post(self, instruction: str, question: str) -> bytes:
        asked = {
            "model": self.name,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": question}],
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "response_format": {"type": "json_object"},
        }
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        with requests.Session() as session:
            session.trust_env = False  # neither a proxy nor a password that somebody left on the machine
            with session.post(
                f"{self.url.rstrip('/')}/chat/completions",
                json=asked,
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code != requests.codes.ok:
                    raise ModelFailedError(Why.STATUS.about(response.status_code))
                return _small(response)


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The model of these settings; None where none is set."""
    if not settings.language_model_url:
        return None
    return Endpoint(
        settings.language_model_url,
        settings.language_model_name,
        settings.language_model_key.get_secret_value(),
        settings.language_model_timeout_seconds,
    )


def _small(response: requests.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_content(PIECE):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise ModelFailedError(Why.TOO_LARGE)
    return bytes(body)


def _content(body: bytes) -> str:
    try:
        return _Completion.model_validate_json(body).choices[0].message.content
    except ValidationError:
        raise ModelFailedError(Why.NO_COMPLETION) from None
