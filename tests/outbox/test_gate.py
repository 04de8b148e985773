"""The gate's promises, over all hours, classes and histories."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from backend.outbox.gate import Go, Silence, Situation, Stop, Wait, judge
from backend.outbox.models import Scope, Status
from backend.protocol.wording import MessageClass
from tests.factories import NOON, PACK

HOURS, QUOTA = PACK.study.hours, PACK.study.quota
ZONE = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(min_value=datetime(2026, 12, 1), max_value=datetime(2027, 12, 1), timezones=st.just(UTC))
lives = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=4))


def situation(now: datetime, lives: timedelta = timedelta(days=1), **more: object) -> Situation:
    facts: dict[str, object] = {
        "message_class": MessageClass.SCHEDULED,
        "zone": "Asia/Shanghai",
        "now": now,
        "expires_at": now + lives,
        "body_index": "body",
        "hours": HOURS,
        "quota": QUOTA,
    }
    return Situation(**{**facts, **more})  # type: ignore[arg-type]


@given(moments, lives, st.booleans())
def test_a_reminder_leaves_and_arrives_outside_quiet_hours_only(now: datetime, span: timedelta, early: bool) -> None:
    verdict = judge(situation(now, span, early_ok=early))
    if not isinstance(verdict, Go):
        return
    local = now.astimezone(ZONE)
    inside = early and HOURS.is_early(local)
    assert inside or not HOURS.is_quiet(local)
    last = (now + verdict.valid_for - timedelta(seconds=1)).astimezone(ZONE)
    assert HOURS.is_early(last) if inside else not HOURS.is_quiet(last)
    assert now + verdict.valid_for <= now + span


@given(moments, lives)
def test_a_wait_ends_before_the_message_does_and_later_than_now(now: datetime, span: timedelta) -> None:
    verdict = judge(situation(now, span))
    if isinstance(verdict, Wait):
        assert now < verdict.until < now + span


@given(st.lists(st.tuples(st.integers(0, 60 * 72), st.sampled_from("abcdef")), min_size=1, max_size=40))
def test_whoever_follows_the_verdicts_never_breaks_the_quota(arrivals: list[tuple[int, str]]) -> None:
    sent: list[tuple[datetime, str]] = []
    start = NOON - timedelta(hours=3)
    queue = sorted((start + timedelta(minutes=minute), body) for minute, body in arrivals)
    while queue:
        now, body = queue.pop(0)
        verdict = judge(situation(now, timedelta(days=9), body_index=body, recent=tuple(sent)))
        if isinstance(verdict, Wait):
            queue = sorted([*queue, (verdict.until, body)])
        elif isinstance(verdict, Go):
            sent.append((now, body))
    assert len(sent) == len(arrivals)
    for at, body in sent:
        day = [other for other in sent if at - timedelta(hours=24) < other[0] <= at]
        assert len(day) <= QUOTA.per_24h - QUOTA.reserve
        assert sum(other[1] == body for other in day) <= QUOTA.identical_per_24h


@given(moments, st.sampled_from([MessageClass.REPLY, MessageClass.SAFETY, MessageClass.STAFF_PAGE]))
def test_answers_and_safety_know_no_quiet_hours_and_no_quota(now: datetime, kind: MessageClass) -> None:
    full = tuple((now - timedelta(minutes=n), "body") for n in range(1, 9))
    assert isinstance(judge(situation(now, message_class=kind, recent=full)), Go)


def test_a_stopped_number_gets_only_the_last_word() -> None:
    stopped = (Silence(Scope.NUMBER, "opt-out"),)
    assert judge(situation(NOON, silences=stopped)) == Stop(Status.BLOCKED, "number-opt-out")
    assert isinstance(judge(situation(NOON, silences=stopped, last_word=True)), Go)
    gone = (Silence(Scope.NUMBER, "unreachable"),)
    assert isinstance(judge(situation(NOON, silences=gone, last_word=True)), Stop)


def test_a_number_that_failed_once_still_gets_safety_texts_and_pages() -> None:
    silence = (Silence(Scope.NUMBER, "unreachable"),)
    for kind in (MessageClass.SAFETY, MessageClass.STAFF_PAGE):
        assert isinstance(judge(situation(NOON, message_class=kind, silences=silence)), Go)
    for kind in (MessageClass.SCHEDULED, MessageClass.REPLY):
        stopped = judge(situation(NOON, message_class=kind, silences=silence))
        assert isinstance(stopped, Stop)
        assert stopped.status is Status.BLOCKED


def test_a_withdrawn_child_is_silenced_for_all_but_safety() -> None:
    withdrawn = (Silence(Scope.SUBJECT, "withdrawn"),)
    assert isinstance(judge(situation(NOON, silences=withdrawn)), Stop)
    assert isinstance(judge(situation(NOON, silences=withdrawn, message_class=MessageClass.REPLY)), Stop)
    assert isinstance(judge(situation(NOON, silences=withdrawn, message_class=MessageClass.SAFETY)), Go)


def test_live_mode_never_sends_a_draft() -> None:
    assert isinstance(judge(situation(NOON, live=True, wording_state="draft")), Stop)


def test_a_halted_route_waits_and_burns_nothing() -> None:
    until = NOON + timedelta(minutes=15)
    assert judge(situation(NOON, halted_until=until)) == Wait(until, "route-halted")


def test_what_would_arrive_too_late_is_stopped_with_the_reason() -> None:
    night = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)  # 22:00
    assert judge(situation(night, timedelta(hours=2))) == Stop(Status.EXPIRED, "too-late:quiet-hours")
