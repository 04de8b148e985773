"""The worker: APScheduler ticking through the timetable. It holds no truth; the database says what is due."""

import os
import signal
import socket
from dataclasses import replace
from threading import Event

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from backend.clock import SystemClock
from backend.timetable.jobs import TIMETABLE, Job, Tools
from backend.timetable.tick import tick

log = structlog.get_logger()


def worker_name() -> str:
    """A name no other process has."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Worker:
    """Runs every job of the timetable until stopped; several may run beside each other."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(len(TIMETABLE))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )

    def start(self) -> None:
        """Begin ticking."""
        for job in TIMETABLE:
            self._scheduler.add_job(
                _until_idle,
                "interval",
                seconds=job.every.total_seconds(),
                args=[job, self.tools],
                id=job.name,
                next_run_time=SystemClock().now(),  # a process may not live as long as the period; slots run once
            )
        self._scheduler.start()
        log.info("worker-started", worker=self.tools.worker, jobs=len(TIMETABLE))

    def stop(self) -> None:
        """Let running jobs finish, then stop."""
        self._scheduler.shutdown(wait=True)
        log.info("worker-stopped", worker=self.tools.worker)


def _until_idle(job: Job, tools: Tools) -> None:
    """A tick that found a full batch of claimable rows goes on at once; others wait for their next slot."""
    while tick(job, tools) and job.shared:
        pass


def run_until_signaled(tools: Tools) -> None:
    """Work until SIGTERM or SIGINT, then finish what is under way."""
    done = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    worker = Worker(replace(tools, worker=worker_name()))
    worker.start()
    done.wait()
    worker.stop()
