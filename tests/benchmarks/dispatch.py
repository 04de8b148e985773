"""Messages a second from due to accepted, beside two rivals in the same run: `python -m tests.benchmarks.dispatch`.

The obvious stack: Celery, Redis, SQLAlchemy, the official SDK, on the same PostgreSQL. The bare limit: the SDK in a
loop with no database. Each side has eight calls in flight; the provider is the emulator in a process of its own.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import create_engine, text

from backend import vault
from backend.channels.outcomes import Accepted, Outgoing
from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock
from backend.db import open_engine, transaction
from backend.migrate import upgrade
from backend.outbox.dispatch import Lane, dispatch_due
from backend.outbox.enqueue import SCHEDULED
from tests.factories import NOON, NUMBER, PACK, SID, TOKEN, message
from tests.postgres import postgres_server

COUNT, SENDERS = 1500, 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def provider() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.provider", str(port)])
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urlopen(f"{base}/nothing", timeout=1)  # noqa: S310 - our own address
            except OSError as error:
                if "404" in str(error):
                    break
            time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait()


def number(place: int) -> str:
    return f"+8526500{place:04d}"


def channel(base: str) -> Twilio:
    return Twilio(TwilioAccount(SID, TOKEN, NUMBER, callback_base="http://127.0.0.1:9", base_url=base), live=False)


def ours(base: str, url: str) -> float:
    """Our outbox: gate, decisions, attempts, leases and all."""
    engine = open_engine(url, pool_size=SENDERS + 2)
    upgrade(engine)
    with transaction(engine) as session:
        for place in range(COUNT):
            message(session, f"m{place}", number=number(place))
    lane = Lane(SCHEDULED, PACK, live=True, worker="bench", senders=SENDERS, group=SENDERS * 4, batch=400)
    began = time.perf_counter()
    while dispatch_due(engine, channel(base), lane=lane, clock=SetClock(NOON)):
        pass
    spent = time.perf_counter() - began
    engine.dispose()
    return COUNT / spent


def bare(base: str) -> float:
    """The SDK alone."""
    sender = channel(base)
    texts = [Outgoing(number(place), f"text {place}", f"x/{place}", timedelta(hours=1)) for place in range(COUNT)]
    began = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        outcomes = list(pool.map(sender.send, texts))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    return COUNT / (time.perf_counter() - began)


def celery(base: str, url: str) -> float:
    """The obvious stack."""
    port = free_port()
    env = {**os.environ, "BENCH_REDIS": str(port), "BENCH_DB": url, "BENCH_PROVIDER": base}
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE rival (id int PRIMARY KEY, number text, body text, status text, provider_id text)")
        )
        rows = [{"id": place, "number": number(place), "body": f"text {place}"} for place in range(COUNT)]
        connection.execute(text("INSERT INTO rival VALUES (:id, :number, :body, 'pending', NULL)"), rows)
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", "", "--loglevel", "warning"], stdout=subprocess.DEVNULL
    )
    os.environ.update({key: env[key] for key in ("BENCH_REDIS", "BENCH_DB", "BENCH_PROVIDER")})
    from tests.benchmarks.celery_rival import send

    time.sleep(1)
    for place in range(COUNT):
        send.delay(place)
    command = [sys.executable, "-m", "celery", "-A", "tests.benchmarks.celery_rival", "worker", "-P", "threads",
               "-c", str(SENDERS), "-l", "ERROR", "--without-gossip", "--without-mingle"]  # fmt: skip
    worker = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return _rate_once_started(engine)
    finally:
        worker.terminate()
        worker.wait(20)
        redis.terminate()
        redis.wait(10)
        engine.dispose()


def _rate_once_started(engine: object) -> float:
    """From the first accepted message on, so that the worker's start does not count against it."""
    first: tuple[float, int] | None = None
    while True:
        with engine.connect() as connection:  # type: ignore[attr-defined]
            done = connection.execute(text("SELECT count(*) FROM rival WHERE status = 'accepted'")).scalar_one()
        if done and first is None:
            first = (time.perf_counter(), done)
        if done == COUNT and first is not None:
            return (COUNT - first[1]) / (time.perf_counter() - first[0])
        time.sleep(0.05)


def main() -> None:
    vault.unlock(vault.KeyRing({"bench": b"b" * 32}, b"i" * 32))
    rates: dict[str, float] = {}
    with provider() as base:
        rates["the bare limit: SDK, no database"] = bare(base)
    with provider() as base, tempfile.TemporaryDirectory() as folder:
        rates["Nuanxin on SQLite"] = ours(base, f"sqlite:///{Path(folder) / 'bench.db'}")
    with postgres_server() as server:
        with provider() as base, server.database() as url:
            rates["Nuanxin on PostgreSQL"] = ours(base, url)
        if shutil.which("redis-server"):
            with provider() as base, server.database() as url:
                rates["Celery, Redis, SQLAlchemy, PostgreSQL"] = celery(base, url)
        else:
            print("redis-server is not installed: the Celery rival is left out")
    limit = rates["the bare limit: SDK, no database"]
    for name, rate in rates.items():
        print(f"{name:40} {rate:8.0f} messages/s   {rate / limit:5.2f} of the limit")


if __name__ == "__main__":
    main()
