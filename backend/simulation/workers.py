"""Real worker processes under a simulated clock, one of which dies now and then: for runs with faults.

The simulator serves the time over a pipe: a worker sets its clock to what it is told, works until nothing is due, and
says so. Leases are therefore leases in simulated time. A killed worker is replaced; its claims have to be taken over.
"""

import multiprocessing
import os
import signal
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from threading import Timer

from backend import vault
from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock
from backend.db import open_engine
from backend.protocol.load import load_pack
from backend.simulation.jobs import Look, look
from backend.timetable.jobs import TIMETABLE, Tools
from backend.timetable.tick import tick

MOST_ROUNDS = 50
KILL_WITHIN = 0.05  # seconds into a tick


@dataclass(frozen=True)
class Orders:
    """What a worker needs to know, once."""

    database_url: str
    pack: Path
    account: TwilioAccount
    keys: vault.KeyRing


def work(pipe: Connection, orders: Orders, name: str) -> None:
    """A worker's life: take the time and the jobs, run them, answer; until told to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    vault.unlock(orders.keys)
    engine = open_engine(orders.database_url)
    clock: SetClock | None = None
    jobs = {job.name: job for job in TIMETABLE}
    pack, channel = load_pack(orders.pack), Twilio(orders.account, live=False)
    while (told := pipe.recv()) is not None:
        now, names = told
        if clock is None:
            clock = SetClock(now)
            tools = Tools(engine, channel, pack, live=True, clock=clock, worker=name, senders=4)
        clock.set(now)
        for each in names:
            for _ in range(MOST_ROUNDS):
                if not tick(jobs[each], tools) or not jobs[each].shared:
                    break
        pipe.send("done")
    engine.dispose()


class WorkerPool:
    """Two or more workers; `kill_rate` is the chance per tick that one dies in the middle of it."""

    def __init__(self, orders: Orders, tools: Tools, *, count: int, kill_rate: float, seed: int) -> None:
        self._orders, self._tools = orders, tools
        self._rng = Random(f"kills:{seed}")
        self._kill_rate = kill_rate
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["backend.simulation.workers", "backend.simulation.warm"])
        self._born = 0
        self._workers = [self._spawn() for _ in range(count)]
        self._look: Look | None = None
        self.kills = 0

    def next_at(self) -> datetime | None:
        """When a job next has work."""
        self._look = self._look or look(self._tools)
        return self._look.next_at()

    def run(self, *, everything: bool, stirred: bool) -> None:
        """Give all workers the same due jobs at once, so that they race for them."""
        if stirred or self._look is None:
            self._look = look(self._tools)
        now = self._tools.clock.now()
        names = [job.name for job in TIMETABLE] if everything else self._look.names_due(now)
        if not names:
            return
        self._look = None
        for place in range(len(self._workers)):
            self._give(place, (now, names))
        if self._rng.random() < self._kill_rate:
            self._kill_soon()
        for place, (_, pipe) in enumerate(self._workers):
            try:
                pipe.recv()
            except (EOFError, ConnectionResetError):
                self._replace(place)

    def _give(self, place: int, orders: tuple[datetime, list[str]]) -> None:
        try:
            self._workers[place][1].send(orders)
        except BrokenPipeError:  # killed after it had answered for the last tick
            self._replace(place)
            self._workers[place][1].send(orders)

    def _replace(self, place: int) -> None:
        self._workers[place][0].join()
        self.kills += 1
        self._workers[place] = self._spawn()

    def close(self) -> None:
        """Let everybody go home."""
        for place, (process, pipe) in enumerate(self._workers):
            try:
                pipe.send(None)
            except BrokenPipeError:
                self._replace(place)
                self._workers[place][1].send(None)
            process.join(10)

    def _kill_soon(self) -> None:
        process, _ = self._rng.choice(self._workers)
        Timer(self._rng.uniform(0, KILL_WITHIN), _kill, [process.pid]).start()

    def _spawn(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = self._context.Pipe()
        self._born += 1
        process = self._context.Process(target=work, args=(theirs, self._orders, f"worker-{self._born}"), daemon=True)
        process.start()
        theirs.close()
        return process, ours


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
