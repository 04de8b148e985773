"""How long the study's adherence takes on PostgreSQL: `python -m tests.benchmarks.adherence_report [children]`.

Made-up children with 60 daily windows each, nine in ten filled in; one statement, cut by site and week.
"""

import sys
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy import Engine, text

from backend import vault
from backend.adherence.queries import figures
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.tally import Tally
from backend.db import open_engine, reading
from backend.migrate import upgrade
from tests.postgres import postgres_server

AS_OF = datetime(2027, 6, 1, tzinfo=UTC)
WINDOWS = 60
ROUNDS = 3
FILL = (
    """INSERT INTO family SELECT 'f' || n, 'f' || n, 'Asia/Shanghai', 'mainland', 'site-' || n % 5, '2027-01-01Z'
       FROM generate_series(1, :children) n""",
    """INSERT INTO child SELECT 'c' || n, 'f' || n, 'c' || n, '', '', 'female', 'zhujiang', '2027-01-01Z', 'c' || n
       FROM generate_series(1, :children) n""",
    """INSERT INTO diary_window
       SELECT gen_random_uuid(), md5(n || '/' || d)::uuid, 'c' || n, 'daily', 'v1', DATE '2027-02-01' + d,
              'infusion-1', DATE '2027-02-01', at, at + INTERVAL '18 hours', at + INTERVAL '66 hours',
              FALSE, '2027-01-31Z', NULL
       FROM generate_series(1, :children) n, generate_series(0, :windows - 1) d,
            LATERAL (SELECT TIMESTAMPTZ '2027-02-01 10:00Z' + d * INTERVAL '1 day' AS at) opens""",
    """INSERT INTO entry
       SELECT window_id, child_id, instrument, due_on, window_id, 'app', 'caregiver', at, at, at, at, 'Asia/Shanghai'
       FROM diary_window, LATERAL (SELECT opens_at + (hashtext(id) % 20 + 20) * INTERVAL '1 hour' / 2 AS at) written
       WHERE abs(hashtext(window_id)) % 10 > 0 AND instrument_version = 'v1'""",
    """INSERT INTO entry_version
       SELECT id, id, 1, source, by, '', recorded_at, submitted_at, received_at, counts_at, zone, 'v1', '', '', TRUE,
              '[]', '', 'none', '[]', 'v1', '', NULL, received_at
       FROM entry WHERE by = 'caregiver'""",
    "ANALYZE",
)


def measure(engine: Engine) -> tuple[float, Tally]:
    """The seconds of the fastest round, and the study's tally."""
    fastest = float("inf")
    found = {}
    for _ in range(ROUNDS):
        started = perf_counter()
        with reading(engine) as session:
            found = figures(session, Kind.DIARIES, Scope(), by=[Cut.SITE, Cut.WEEK], as_of=AS_OF)
        fastest = min(fastest, perf_counter() - started)
    return fastest, sum(found.values(), Tally())


def fill(engine: Engine, children: int) -> None:
    """That many children's windows, entries and versions, beside what is there."""
    for statement in FILL:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # foreign keys are not measured
            connection.execute(text(statement), {"children": children, "windows": WINDOWS})


def main() -> None:
    """Fill, measure, print."""
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    vault.unlock(vault.KeyRing({"bench": b"k" * 32}, b"i" * 32))
    with postgres_server() as server, server.database() as url:
        engine = open_engine(url)
        upgrade(engine)
        fill(engine, children)
        seconds, whole = measure(engine)
        engine.dispose()
    print(f"{children} children x {WINDOWS} windows: {seconds:.2f} s; {whole.closed} closed, {whole.on_time} on time")


if __name__ == "__main__":
    main()
