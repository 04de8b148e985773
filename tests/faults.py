"""Years with a misbehaving provider and dying workers: `python -m tests.faults --seeds 1-20`."""

import argparse
import logging
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from backend.simulation.invariants import check_outcome
from backend.simulation.run import Story, run_story
from backend.simulation.run_faults import run_with_workers
from backend.simulation.violation import Violation
from tests.postgres import Server, postgres_server

PACK = Path("messages/nct06731192")
START = date(2026, 12, 1)


def on_sqlite(story: Story, folder: Path) -> tuple[list[Violation], str]:
    """One process on SQLite."""
    outcome = run_story(story, pack_folder=PACK, folder=folder)
    found = check_outcome(outcome)
    faults = sum(outcome.emulator.faults_used.values())
    line = f"{len(outcome.emulator.log)} texts, {faults} faults, {outcome.seconds:.0f} s"
    outcome.close()
    return found, line


def on_postgresql(story: Story, folder: Path, server: Server) -> tuple[list[Violation], str]:
    """Two workers on PostgreSQL, one of them killed at random moments."""
    with server.database() as url:
        outcome, kills = run_with_workers(story, pack_folder=PACK, folder=folder, database_url=url)
        found = check_outcome(outcome)
        faults = sum(outcome.emulator.faults_used.values())
        line = f"{len(outcome.emulator.log)} texts, {faults} faults, {kills} kills, {outcome.seconds:.0f} s"
        outcome.close()
    return found, line


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="1-20")
    parser.add_argument("--families", type=int, default=40)
    parser.add_argument("--months", type=int, default=14)
    parser.add_argument("--faults", type=float, default=0.2)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    first, _, last = asked.seeds.partition("-")
    broken = 0
    with postgres_server() as server:
        for seed in range(int(first), int(last or first) + 1):
            story = Story(asked.families, asked.months, seed, START, asked.faults)
            for kind in ("sqlite", "postgresql"):
                if asked.only not in (None, kind):
                    continue
                folder = Path(tempfile.mkdtemp(prefix="nuanxin-faults-"))
                found, line = on_sqlite(story, folder) if kind == "sqlite" else on_postgresql(story, folder, server)
                shutil.rmtree(folder, ignore_errors=True)
                broken += len(found)
                print(f"seed {seed:>2}  {kind:10}  {len(found)} violations  ({line})", flush=True)
                for each in found[:20]:
                    print(f"    {each.promise}: {each.message_id} ({each.detail})", flush=True)
    print(f"{broken} violations in all")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
