"""The timetable: every periodic job, one line each, with its purpose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from backend.channels.twilio import Twilio
from backend.chat.choose import Chooser
from backend.clock import Clock
from backend.concerns.escalate import escalate_due
from backend.concerns.sweep import sweep_failures
from backend.concerns.watch_rota import watch_rota
from backend.db import reading, transaction
from backend.diary.nudge import nudge_due
from backend.diary.plan_windows import plan_behind, plan_changed
from backend.diary.second_look import look_again_at_entries
from backend.inbox.fetch import fetch_missed
from backend.inbox.process import process_waiting
from backend.inbox.second_look import look_again_at_waiting
from backend.outbox.dispatch import Lane, SendNow, dispatch_due
from backend.outbox.enqueue import REPLY, SAFETY, SCHEDULED
from backend.outbox.settle import reconcile_sent, settle_unknown
from backend.protocol.pack import Pack
from backend.schedule.amend import plan_amended
from backend.schedule.remind import remind_due, reopen_taken_back
from backend.sittings.close import close_sittings
from backend.timetable import queries
from backend.triage.reconsider import reconsider

KEEP_TICKS = timedelta(days=3)
FETCH = "fetch"


@dataclass(frozen=True)
class Tools:
    """What jobs work with."""

    engine: Engine
    channel: Twilio
    pack: Pack
    live: bool
    clock: Clock
    worker: str
    senders: int = 1
    group: int = 0
    chooser: Chooser | None = None

    def lane(self, number: int) -> Lane:
        """The rules by which this worker empties a lane."""
        return Lane(number, self.pack, self.live, self.worker, senders=self.senders, group=self.group)

    @property
    def send_now(self) -> SendNow:
        """For whoever commits a safety text or a page and cannot wait for the next tick."""
        return SendNow(self.engine, self.channel, self.lane(SAFETY), self.clock)


@dataclass(frozen=True)
class Job:
    """A periodic job: how often, what for, and the function, which says how much it found to do."""

    name: str
    every: timedelta
    purpose: str
    run: Callable[[Tools], int]
    shared: bool = False  # every worker may run it at once: it claims its rows itself


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def _dispatch(tools: Tools, lane: int) -> int:
    return dispatch_due(tools.engine, tools.channel, lane=tools.lane(lane), clock=tools.clock)


def _process(tools: Tools) -> int:
    return process_waiting(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock, chooser=tools.chooser)


def _second_look(tools: Tools) -> int:
    return look_again_at_waiting(tools.engine, reconsider, pack=tools.pack, live=tools.live, clock=tools.clock)


def _remind(tools: Tools) -> int:
    return remind_due(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock)


def _reopen(tools: Tools) -> int:
    return reopen_taken_back(tools.engine, clock=tools.clock)


def _settle(tools: Tools) -> int:
    return settle_unknown(tools.engine, tools.channel, clock=tools.clock)


def _sweep(tools: Tools) -> int:
    with transaction(tools.engine) as session:
        return sweep_failures(session, pack=tools.pack, now=tools.clock.now())


def _escalate(tools: Tools) -> int:
    return escalate_due(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock)


def _watch_rota(tools: Tools) -> int:
    with transaction(tools.engine) as session:
        return watch_rota(session, pack=tools.pack, live=tools.live, now=tools.clock.now())


def _reconcile(tools: Tools) -> int:
    return reconcile_sent(tools.engine, tools.channel, clock=tools.clock)


def _fetch(tools: Tools) -> int:
    with reading(tools.engine) as session:
        last = queries.latest(session).get(FETCH)
    return fetch_missed(tools.engine, tools.channel, clock=tools.clock, last=last)


def _amend(tools: Tools) -> int:
    return plan_amended(tools.engine, pack=tools.pack, clock=tools.clock)


def _diary(tools: Tools) -> int:
    return plan_changed(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock)


def _diaries(tools: Tools) -> int:
    return plan_behind(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock)


def _nudge(tools: Tools) -> int:
    return nudge_due(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock)


def _look_at_entries(tools: Tools) -> int:
    return look_again_at_entries(tools.engine, reconsider, pack=tools.pack, live=tools.live, clock=tools.clock)


def _diary_texts(tools: Tools) -> int:
    return close_sittings(tools.engine, pack=tools.pack, live=tools.live, clock=tools.clock)


def _forget(tools: Tools) -> int:
    with transaction(tools.engine) as session:
        return queries.forget_before(session, moment=tools.clock.now() - KEEP_TICKS)


TIMETABLE: tuple[Job, ...] = (
    Job("urgent", _seconds(1), "send safety texts and pages", lambda t: _dispatch(t, SAFETY), shared=True),
    Job("answer", _seconds(2), "send answers", lambda t: _dispatch(t, REPLY), shared=True),
    Job("process", _seconds(2), "read texts that a webhook stored and nobody read", _process, shared=True),
    Job("second-look", _seconds(5), "let a model raise what the rules missed", _second_look, shared=True),
    Job("second-look-diary", _seconds(5), "let a model raise what an entry says", _look_at_entries, shared=True),
    Job("remind", _seconds(10), "decide what falls due for each family", _remind, shared=True),
    Job("nudge", _seconds(10), "remind of open diaries, phone for those left out", _nudge, shared=True),
    Job("dispatch", _seconds(5), "send reminders that are due", lambda t: _dispatch(t, SCHEDULED), shared=True),
    Job("escalate", _seconds(5), "page the next person until a concern is taken up", _escalate, shared=True),
    Job("reopen", _seconds(30), "decide again what a taken-back joint text left unsaid", _reopen),
    Job("settle", _seconds(15), "find evidence for sends that nobody is sure of", _settle),
    Job("sweep", _seconds(60), "bring failed sends to a person", _sweep),
    Job("reconcile", _seconds(60), "ask after messages whose callbacks stayed away", _reconcile),
    Job(FETCH, _seconds(300), "fetch texts whose webhook never came", _fetch),
    Job("amend", _seconds(600), "plan children anew when a pack version takes effect", _amend),
    Job("diary", _seconds(10), "lay out a diary anew when an anchor or a consent changed", _diary),
    Job("diaries", _seconds(600), "lay out diaries anew when the pack changed, or a change was missed", _diaries),
    Job("diary-texts", _seconds(60), "keep what was said of a diary by text that ran out of time", _diary_texts),
    Job("rota-gaps", timedelta(days=1), "find hours ahead with nobody on call", _watch_rota),
    Job("forget", timedelta(days=1), "drop the record of old ticks", _forget),
)
