"""A language model that says what a test scripts, over real HTTP on this machine, and keeps what it was sent."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

Script = Callable[["Heard"], str | bytes]


@dataclass(frozen=True)
class Heard:
    """One request, its path and headers, and the message in it."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def message(self) -> str:
        return str(json.loads(self.body)["messages"][-1]["content"])

    def numbers(self, passage: int, mark: str = r"\*?") -> list[int]:
        """The numbers of the sentences of a passage, the first being 1."""
        lines = self.message.split("-----")[0].split("Passage: ")[passage]
        return [int(number) for number in re.findall(rf"^(\d+){mark}\.", lines, re.MULTILINE)]

    @property
    def starred(self) -> list[int]:
        """Those of the first passage that must stay."""
        return self.numbers(1, r"\*")


@dataclass
class ScriptedModel:
    """What it says, by a function of what it heard: the words of its answer, or the bytes of a whole response."""

    says: Script
    status: int = 200
    drips: bool = False
    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    let_go: Event = field(default_factory=Event)


def picks(*numbers: int) -> Script:
    return lambda heard: json.dumps({"sentences": list(numbers)})


@contextmanager
def scripted(model: ScriptedModel) -> Iterator[ScriptedModel]:
    """Serve it on a free port until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            model.heard.append(Heard(self.path, dict(self.headers), body))
            said = model.says(model.heard[-1])
            whole = said if isinstance(said, bytes) else _completion(said)
            try:
                self.send_response(model.status)
                self.send_header("Content-Length", str(len(whole)))
                self.end_headers()
                while model.drips and not model.let_go.wait(0.05):
                    self.wfile.write(b" ")
                self.wfile.write(whole)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        model.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _completion(words: str) -> bytes:
    said = {"choices": [{"index": 0, "message": {"role": "assistant", "content": words}}]}
    return json.dumps(said, ensure_ascii=False).encode()
