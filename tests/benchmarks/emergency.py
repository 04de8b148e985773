"""From a worried parent's webhook to the answer on the phone: `python -m tests.benchmarks.emergency`.

10,000 reminders are waiting and every sender is paced at one segment a second, as Twilio paces a long code. An
emergency takes about three segments of the safety sender (the answer two, the page one), so they come 4 to 8 seconds
apart: what is measured is the way through the product, not a sender asked for more than it can carry.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import requests

from backend.emulator.webhooks import sign
from tests.benchmarks.dispatch import free_port
from tests.benchmarks.paced_provider import SAFETY_NUMBER
from tests.benchmarks.study_under_load import parent, seed
from tests.factories import NUMBER, SID, TOKEN

WORDS = "佢口唇有啲紫，唞气好辛苦"
PATIENCE = 60.0


@dataclass(frozen=True)
class Measured:
    """Seconds from each webhook to its answer on the phone; reminders still unsent when the last one was asked.

    `memory`: the most that the study's process held, in MiB; None where the machine does not tell.
    """

    seconds: tuple[float, ...]
    unanswered: int
    pages: int
    queued: int
    span: float
    memory: float | None = None

    def at(self, share: float) -> float:
        """The quantile, by the nearest rank."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, max(0, round(share * len(ranked) + 0.5) - 1))]

    def lines(self) -> Iterator[str]:
        count = len(self.seconds) + self.unanswered
        yield f"{count} emergencies in {self.span:.0f} s, one every {self.span / max(count, 1):.1f} s on average"
        yield f"{self.queued} reminders still in the provider's queue at the end; {self.pages} pages delivered"
        if self.seconds:
            yield f"webhook to delivered answer: p50 {median(self.seconds):.2f} s, p99 {self.at(0.99):.2f} s,"
            yield f"  longest {max(self.seconds):.2f} s; {self.unanswered} unanswered after {PATIENCE:.0f} s"
        if self.memory is not None:
            yield f"memory of the study's process, at most: {self.memory:.0f} MiB"


def measure(*, emergencies: int, reminders: int, pace: float = 1.0, apart: tuple[float, float] = (4, 8)) -> Measured:
    """Run the study, the provider and the parents; seconds per emergency."""
    with tempfile.TemporaryDirectory() as name:
        folder, chance = Path(name), random.Random(7)
        seed(folder, families=emergencies, reminders=reminders)
        provider_port, port = free_port(), free_port()
        provider, base = f"http://127.0.0.1:{provider_port}", f"http://127.0.0.1:{port}"
        paced = ["-m", "tests.benchmarks.paced_provider", str(provider_port), str(pace)]
        study = ["-m", "tests.benchmarks.study_under_load", str(folder), str(port), provider]
        with running(paced, f"{provider}/waiting"), running(study, f"{base}/healthz") as process:
            _backlog(provider, at_least=min(100, reminders // 2))
            asked, began = {}, time.time()
            for place in range(emergencies):
                time.sleep(chance.uniform(*apart))
                asked[parent(place)] = time.time()
                _write(base, parent(place), place)
            found = _collect(provider, asked, span=time.time() - began)
            return replace(found, memory=_memory(process))


def _backlog(provider: str, *, at_least: int) -> None:
    """Wait until reminders queue up at the provider, while the rest of them still leave us."""
    for _ in range(600):
        if requests.get(f"{provider}/waiting", timeout=30).json() >= at_least:
            return
        time.sleep(0.2)


def _write(base: str, phone: str, place: int) -> None:
    """The provider's webhook with a parent's words, signed as the provider signs."""
    form = {"MessageSid": f"SM{place:032x}", "AccountSid": SID, "From": phone, "To": NUMBER, "Body": WORDS}
    form |= {"NumMedia": "0", "NumSegments": "1"}
    call = sign(f"{base}/twilio/inbound", form, TOKEN)
    answer = requests.post(call.url, data=dict(call.form), headers=call.headers, timeout=15)
    answer.raise_for_status()


def _collect(provider: str, asked: dict[str, float], *, span: float) -> Measured:
    queued = requests.get(f"{provider}/waiting", timeout=30).json()
    until, arrived = time.time() + PATIENCE, []
    while time.time() < until:
        arrived = requests.get(f"{provider}/arrivals", params={"number": SAFETY_NUMBER}, timeout=30).json()
        if {each["to"] for each in arrived} >= asked.keys():
            break
        time.sleep(0.5)
    first: dict[str, float] = {}
    for each in arrived:
        first.setdefault(each["to"], each["at"])
    seconds = tuple(first[phone] - at for phone, at in asked.items() if phone in first)
    pages = sum(each["to"] not in asked for each in arrived)
    return Measured(seconds, len(asked) - len(seconds), pages, queued, span)


def _memory(process: "subprocess.Popen[bytes]") -> float | None:
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return None
    kilobytes = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:")).split()[1]
    return int(kilobytes) / 1024


@contextmanager
def running(arguments: list[str], ready: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A process of ours, from when it answers until we are done with it."""
    process = subprocess.Popen([sys.executable, *arguments])
    try:
        for _ in range(1500):
            try:
                if requests.get(ready, timeout=2).ok:
                    break
            except requests.RequestException:
                pass
            time.sleep(0.2)
        else:
            raise TimeoutError(f"{arguments} does not answer at {ready}")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--emergencies", type=int, default=100)
    parser.add_argument("--reminders", type=int, default=10_000)
    asked = parser.parse_args()
    found = measure(emergencies=asked.emergencies, reminders=asked.reminders)
    print("\n".join(found.lines()))
    return int(found.unanswered > 0 or found.at(0.99) > 5)


if __name__ == "__main__":
    sys.exit(main())
