"""Running one job for one slot, once among all workers."""

from datetime import UTC, datetime

import structlog

from backend.channels.twilio import ChannelDown
from backend.db import transaction
from backend.timetable import queries
from backend.timetable.jobs import Job, Tools

log = structlog.get_logger()


def slot_of(job: Job, now: datetime) -> datetime:
    """The slot a moment falls into: the multiple of the job's period at or before it."""
    period = job.every.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // period * period, UTC)


def tick(job: Job, tools: Tools, *, patient: bool = True) -> int:
    """Run the job for the current slot unless another worker has; how much it did.

    While the provider cannot be asked nothing is done, and that is recorded, too.

    A patient tick never raises: an exception is logged and recorded, and the next slot tries again, because what was
    due still is. The simulation is not patient: a job that fails there is a defect to be shown.
    """
    if job.shared:
        return _run(job, tools) if patient else job.run(tools)
    slot = slot_of(job, tools.clock.now())
    with transaction(tools.engine) as session:
        mine = queries.take_slot(session, job=job.name, slot=slot, worker=tools.worker, now=tools.clock.now())
    if not mine:
        return 0
    did, error = 0, None
    try:
        did = job.run(tools)
    except ChannelDown as failure:
        log.warning("provider-away", job=job.name)
        error = type(failure).__name__
    except Exception as failure:
        log.exception("job-failed", job=job.name)
        if not patient:
            raise
        error = type(failure).__name__
    with transaction(tools.engine) as session:
        queries.close_slot(session, job=job.name, slot=slot, did=did, error=error, now=tools.clock.now())
    return did


def _run(job: Job, tools: Tools) -> int:
    try:
        return job.run(tools)
    except Exception:
        log.exception("job-failed", job=job.name)
        return 0
