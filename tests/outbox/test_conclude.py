"""Status reports in any order, any number of times, never take a message back."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from backend.channels.outcomes import Accepted, StatusReport
from backend.clock import SetClock
from backend.db import reading, transaction
from backend.outbox import queries
from backend.outbox.conclude import RANK, conclude
from backend.outbox.dispatch import Lane, dispatch_due
from backend.outbox.enqueue import SCHEDULED
from backend.outbox.follow import keep_report
from backend.outbox.history_queries import reports_of
from backend.outbox.models import Message, Status
from tests.factories import NOON, PACK, message

SIDS = iter(range(10**9))


class Takes:
    """A provider that accepts everything."""

    def send(self, outgoing: object) -> Accepted:
        return Accepted(f"SM{next(SIDS)}", "queued")


def sent(engine: Engine, key: str) -> Message:
    with transaction(engine) as session:
        kept = message(session, key, number=f"+8526500{next(SIDS) % 10000:04d}").id
    lane = Lane(SCHEDULED, PACK, live=False, worker="w")
    dispatch_due(engine, Takes(), lane=lane, clock=SetClock(NOON))
    return current(engine, kept)


def current(engine: Engine, message_id: str) -> Message:
    with reading(engine) as session:
        found = queries.message(session, message_id)
        assert found is not None
        return found


def report(engine: Engine, row: Message, status: str, code: int | None = None, sid: str | None = None) -> bool:
    with transaction(engine) as session:
        news = StatusReport(sid or row.provider_id or "", status, code, {})
        return keep_report(session, row.id, row.attempts, news, now=NOON + timedelta(minutes=1))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=st.lists(st.sampled_from(["queued", "sending", "sent", "delivered", "accepted"]), max_size=8))
def test_reports_only_move_a_message_forward(engine: Engine, reports: list[str]) -> None:
    row = sent(engine, f"k{next(SIDS)}")
    before = RANK[Status(row.status)]
    for status in reports:
        report(engine, row, status)
        now = RANK[Status(current(engine, row.id).status)]
        assert now >= before
        before = now
    if "delivered" in reports:
        assert current(engine, row.id).status == Status.DELIVERED


def test_the_first_final_word_stands(engine: Engine) -> None:
    row = sent(engine, "a")
    report(engine, row, "delivered")
    report(engine, row, "failed", 30008)
    assert current(engine, row.id).status == Status.DELIVERED


def test_every_report_is_kept_as_it_came(engine: Engine) -> None:
    row = sent(engine, "a")
    assert report(engine, row, "delivered")
    assert report(engine, row, "delivered")
    assert not report(engine, row, "no-such-status")
    with reading(engine) as session:
        assert [each.status for each in reports_of(session, row.id)] == [
            "delivered",
            "delivered",
            "no-such-status",
        ]


def test_a_report_about_somebody_elses_message_is_kept_and_changes_nothing(engine: Engine) -> None:
    row = sent(engine, "a")
    assert not report(engine, row, "delivered", sid="SMforeign")
    assert current(engine, row.id).status == Status.ACCEPTED


def test_a_phone_that_was_off_is_tried_again_hours_later(engine: Engine) -> None:
    row = sent(engine, "a")
    report(engine, row, "undelivered", 30003)
    again = current(engine, row.id)
    assert again.status == Status.PENDING
    assert again.next_at - NOON > timedelta(hours=1)


@pytest.mark.parametrize(("code", "status"), [(30007, "undelivered"), (30005, "undelivered"), (30036, "expired")])
def test_other_failures_are_final(engine: Engine, code: int, status: str) -> None:
    row = sent(engine, "a")
    report(engine, row, "failed" if code == 30036 else "undelivered", code)
    assert current(engine, row.id).status == status


def test_a_callback_may_come_before_the_providers_answer(engine: Engine) -> None:
    with transaction(engine) as session:
        kept = message(session, "a").id

    class CallsBackFirst:
        def send(self, outgoing: object) -> Accepted:
            row = current(engine, kept)
            report(engine, row, "delivered", sid="SM1")
            return Accepted("SM1", "queued")

    dispatch_due(engine, CallsBackFirst(), lane=Lane(SCHEDULED, PACK, live=False, worker="w"), clock=SetClock(NOON))
    assert current(engine, kept).status == Status.DELIVERED


def test_an_answer_for_an_unknown_message_is_ignored(engine: Engine) -> None:
    with transaction(engine) as session:
        conclude(session, "nobody", 1, Accepted("SM1", "queued"), now=NOON)
