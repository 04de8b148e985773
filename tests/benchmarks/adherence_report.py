"""How long the study's adherence takes on PostgreSQL: `python -m tests.benchmarks.adherence_report [children]`.

One statement over made-up children with sixty daily windows each, cut by site and week, on a server that was given
memory as the README says; once more after a day on which nobody could write. What is on time is counted anew from the
entries, and must agree.
"""

import os
import platform
import sys
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy import Engine

from backend import vault
from backend.adherence.queries import figures
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.tally import Tally
from backend.db import open_engine, reading
from backend.migrate import upgrade
from tests.benchmarks.made_up_study import WINDOWS, entries_say, fill, outage
from tests.postgres import postgres_server

AS_OF = datetime(2027, 6, 1, tzinfo=UTC)
ROUNDS, MOST, MEMORY = 5, 2.0, "4GB"


def measure(engine: Engine) -> tuple[list[float], Tally]:
    """The seconds of each round, fastest first, and the study's tally."""
    seconds = []
    found = {}
    for _ in range(ROUNDS):
        started = perf_counter()
        with reading(engine) as session:
            found = figures(session, Kind.DIARIES, Scope(), by=[Cut.SITE, Cut.WEEK], as_of=AS_OF)
        seconds.append(perf_counter() - started)
    return sorted(seconds), sum(found.values(), Tally())


def told(seconds: list[float], whole: Tally) -> str:
    """One line."""
    rounds = " ".join(f"{each:.2f}" for each in seconds)
    counts = f"{whole.closed} closed, {whole.on_time} on time, {whole.excused} excused"
    return f"{seconds[len(seconds) // 2]:.2f} s (of {rounds}); {counts}"


def main() -> int:
    """Fill, measure, print."""
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    vault.unlock(vault.KeyRing({"bench": b"k" * 32}, b"i" * 32))
    with postgres_server(memory=MEMORY) as server, server.database() as url:
        engine = open_engine(url)
        upgrade(engine)
        started = perf_counter()
        fill(engine, children)
        print(f"{children} children x {WINDOWS} windows, filled in {perf_counter() - started:.0f} s")
        print(f"{platform.machine()}, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}", flush=True)
        seconds, whole = measure(engine)
        print("report:         ", told(seconds, whole), flush=True)
        assert whole.on_time == entries_say(engine), "the entries say something else"
        outage(engine)
        print("after an outage:", told(*measure(engine)))
        engine.dispose()
    return int(seconds[len(seconds) // 2] > MOST)


if __name__ == "__main__":
    sys.exit(main())
