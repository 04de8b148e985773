"""How long the app waits for `/api/v1` at 50 requests a second: `python -m tests.benchmarks.app_api`.

The embedded default serves in one process: SQLite, worker inside. Requests start by the clock, whether earlier ones
were answered or not, and each is timed from when it was meant to start, so that a stalled server hides
nothing. An empty FastAPI endpoint goes through the same after ours.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from threading import local
from uuid import uuid4

import requests

from backend.db import open_engine, transaction
from backend.devices.come_in import open_device
from backend.devices.models import Kind
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.phone_queries import phone_by_number
from backend.protocol.load import load_pack
from backend.schedule.anchor import set_anchor
from backend.schedule.happen import Act
from tests.benchmarks.dispatch import free_port
from tests.benchmarks.emergency import running
from tests.benchmarks.study_under_load import parent, seed
from tests.diary.home import USUAL
from tests.factories import NOON

RATE, FAMILIES = 50, 40
READ_P99, WRITE_P99 = 0.050, 0.100
READS = ("/me", "/schedule", "/messages", "/children/{child}/windows", "/children/{child}/entries", "/concerns")
DAYS_AGO = 3
WRITE_EVERY = 3


@dataclass(frozen=True)
class Phone:
    """A signed-in app, and its child."""

    token: str
    child: str


@dataclass(frozen=True)
class Call:
    """One request of the load."""

    kind: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: str | None = None


@dataclass(frozen=True)
class Timed:
    """Seconds by kind, and what was refused."""

    seconds: Mapping[str, tuple[float, ...]]
    refused: tuple[str, ...]

    def at(self, kind: str, share: float) -> float:
        """The quantile, by the nearest rank."""
        ranked = sorted(self.seconds[kind])
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def sign_in(folder: Path, count: int) -> list[Phone]:
    """Apps of the seeded families, three days after each child's first infusion."""
    pack, phones = load_pack(folder / "pack"), []
    engine = open_engine(f"sqlite:///{folder / 'study.db'}")
    for place in range(count):
        with transaction(engine) as session:
            child = families.child_by_code(session, f"GZ-{place + 1:03d}")
            family = families.family_by_id(session, child.family_id)
            phone = phone_by_number(session, parent(place))
            assert phone is not None
            caregiver = caregivers_on_phone(session, phone.id)[0]
            act = Act(child=child, family=family, visit="infusion-1", by="bench", happened_at=NOON)
            given_on = NOON.date() - timedelta(days=DAYS_AGO)
            set_anchor(session, act, "infusion-1", happened_on=given_on, reason="given", pack=pack, now=NOON)
            token, _ = open_device(session, caregiver, kind=Kind.APP, called="bench", now=NOON)
            phones.append(Phone(token, child.id))
    engine.dispose()
    return phones


def our_calls(base: str, phones: list[Phone], count: int) -> list[Call]:
    """Two reads and one diary entry in turn, of one family after another."""
    return [_our_call(base, phones[place % len(phones)], place) for place in range(count)]


def _our_call(base: str, phone: Phone, place: int) -> Call:
    headers = {"Authorization": f"Bearer {phone.token}", "Content-Type": "application/json"}
    if place % WRITE_EVERY:
        read = place - place // WRITE_EVERY - 1  # counted among the reads, so that each path has its turn
        path = READS[read % len(READS)].replace("{child}", phone.child)
        return Call("read", "GET", f"{base}/api/v1{path}", headers)
    day = NOON.date() - timedelta(days=place // WRITE_EVERY % DAYS_AGO)
    url = f"{base}/api/v1/children/{phone.child}/entries/{uuid4()}"
    return Call("write", "PUT", url, headers, json.dumps(_entry(day)))


def _entry(day: date) -> Mapping[str, object]:
    written = NOON.isoformat()
    return {
        "instrument": "daily",
        "due_on": day.isoformat(),
        "answers": USUAL,
        "usual": True,
        "recorded_at": written,
        "submitted_at": written,
        "zone": "Asia/Hong_Kong",
    }


def empty_calls(base: str, count: int) -> list[Call]:
    """The same turns against an endpoint that does nothing."""
    return [
        Call("read", "GET", f"{base}/healthz", {})
        if place % WRITE_EVERY
        else Call("write", "PUT", f"{base}/healthz", {})
        for place in range(count)
    ]


def load(calls: list[Call], *, rate: float = RATE) -> Timed:
    """Send them by the clock; how long each took from its due moment."""
    kept, seconds, refused = local(), {"read": [], "write": []}, []  # type: ignore[var-annotated]
    began = time.perf_counter() + 0.2

    def send(place: int, call: Call) -> None:
        if not hasattr(kept, "session"):
            kept.session = requests.Session()
        due = began + place / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        answer = kept.session.request(call.method, call.url, headers=dict(call.headers), data=call.body, timeout=30)
        seconds[call.kind].append(time.perf_counter() - due)
        if not answer.ok:
            refused.append(f"{call.method} {call.url}: {answer.status_code} {answer.text[:200]}")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(send, range(len(calls)), calls))
    return Timed({kind: tuple(each) for kind, each in seconds.items()}, tuple(refused))


@contextmanager
def our_study(families_count: int) -> Iterator[Callable[[int], list[Call]]]:
    """The embedded default over a seeded study; makes the calls of its load."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        seed(folder, families=families_count, reminders=0)
        phones, base = sign_in(folder, families_count), f"http://127.0.0.1:{port}"
        nobody = "http://127.0.0.1:9"
        with running(["-m", "tests.benchmarks.study_under_load", str(folder), str(port), nobody], f"{base}/healthz"):
            yield lambda count: our_calls(base, phones, count)


def measure(*, seconds: int, families_count: int = FAMILIES, rate: float = RATE) -> tuple[Timed, Timed]:
    """Ours and the empty endpoint, one after the other; a twentieth of the load goes before, to warm up."""
    count = round(seconds * rate)
    with our_study(families_count) as calls:
        load(calls(count // 20), rate=rate)
        ours = load(calls(count), rate=rate)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with running(["-m", "tests.benchmarks.empty_endpoint", str(port)], f"{base}/healthz"):
        load(empty_calls(base, count // 20), rate=rate)
        empty = load(empty_calls(base, count), rate=rate)
    return ours, empty


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    ours, empty = measure(seconds=parser.parse_args().seconds)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {RATE} requests a second"
    )
    for kind in ("read", "write"):
        p50, p99 = median(ours.seconds[kind]), ours.at(kind, 0.99)
        least = median(empty.seconds[kind])
        print(f"{kind:6} {len(ours.seconds[kind]):5}   p50 {p50 * 1000:6.1f} ms   p99 {p99 * 1000:6.1f} ms", end="")
        print(f"   empty endpoint p50 {least * 1000:5.1f} ms   p99 {empty.at(kind, 0.99) * 1000:5.1f} ms", end="")
        print(f"   ratio of p50 {p50 / least:4.1f}")
    print("\n".join(ours.refused[:5]) or "nothing refused")
    met = ours.at("read", 0.99) <= READ_P99 and ours.at("write", 0.99) <= WRITE_P99
    return int(bool(ours.refused) or not met)


if __name__ == "__main__":
    sys.exit(main())
