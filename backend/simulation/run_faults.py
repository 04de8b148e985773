"""A story told by several worker processes against a provider that misbehaves, on any database."""

import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep

import uvicorn
from fastapi import FastAPI

from backend import vault
from backend.app import create_app
from backend.channels.twilio import Twilio
from backend.clock import SetClock, monotonic
from backend.db import open_engine
from backend.emulator.rest import attach
from backend.emulator.world import Emulator
from backend.migrate import upgrade
from backend.simulation.asgi import InProcessWeb
from backend.simulation.run import (
    Outcome,
    Story,
    account,
    approved_copy,
    begin,
    end,
    make_emulator,
    make_world,
    simulation_settings,
)
from backend.simulation.workers import Orders, WorkerPool
from backend.timetable.jobs import Tools

TIMEOUT, HANG = 0.4, 0.6  # seconds of real time


def run_with_workers(
    story: Story, *, pack_folder: Path, folder: Path, database_url: str, workers: int = 2, kill_rate: float = 0.01
) -> tuple[Outcome, int]:
    """Run a story with workers of their own; what came of it, and how many of them were killed."""
    began = monotonic()
    gc.set_threshold(100_000, 50, 50)
    pack = approved_copy(pack_folder, folder / "pack", on=story.start)
    settings = simulation_settings(pack.root)
    engine = open_engine(database_url)
    upgrade(engine)
    clock = SetClock(begin(story))
    emulator = make_emulator(story, clock)
    web = InProcessWeb(create_app(settings=settings, engine=engine, pack=pack, clock=clock))
    emulator.call_back_early(web.deliver)
    with served(emulator) as base_url:
        orders = Orders(database_url, pack.root, account(base_url, timeout=TIMEOUT), vault.ring())
        tools = Tools(engine, Twilio(orders.account, live=False), pack, live=True, clock=clock, worker="simulator")
        pool = WorkerPool(orders, tools, count=workers, kill_rate=kill_rate, seed=story.seed)
        world = make_world(story, engine, pack, clock, emulator, web, pool, folder)
        steps = world.run(until=end(story))
        pool.close()
    return Outcome(story, pack, engine, emulator, world, web, steps, monotonic() - began), pool.kills


@contextmanager
def served(emulator: Emulator) -> Iterator[str]:
    """The emulator over HTTP on this machine; its address."""
    app = FastAPI(openapi_url=None)
    attach(app, emulator, hang_seconds=HANG)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
