"""Each promise about worries that a simulated year checks can be seen to break, and is kept by what keeps it."""

from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from backend import vault
from backend.audit.guard import append_only_removals
from backend.concerns import queries
from backend.concerns.acknowledge import acknowledge
from backend.concerns.append import Entry, append
from backend.concerns.models import Concern, ConcernEvent, Kind, Source
from backend.concerns.raise_concern import Signal, raise_concern
from backend.concerns.record_call import record_call
from backend.concerns.resolve import resolve
from backend.emulator.messages import VirtualMessage
from backend.inbox.models import InboundMessage
from backend.languages import Language
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.wording import MessageClass
from backend.simulation.care import check_care
from backend.simulation.contacts import COORDINATOR
from backend.simulation.on_call import ROTA
from backend.simulation.run import approved_copy
from backend.simulation.worries import read_worries, worries_of_year
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand
from backend.triage.understanding import Urgency
from tests.factories import NOON, NUMBER, PHONE, message

SHIPPED = Path("messages/nct06731192")
PACKS = (SHIPPED, Path("tests/packs/ear-study"))
WORRIES = read_worries(SHIPPED)
EMERGENCY, URGENT, LOOK_ALIKE = (
    WORRIES.of(level)[0].text for level in (Urgency.EMERGENCY, Urgency.URGENT, Urgency.NONE)
)
FIRST, SECOND, THIRD = (phone for _, _, phone in ROTA)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    target = tmp_path_factory.mktemp("care") / "pack"
    return approved_copy(SHIPPED, target, on=NOON.date())


class Story:
    """A worry of one parent, told with the product's own verbs."""

    def __init__(self, session: Session, pack: Pack) -> None:
        self.session, self.pack = session, pack
        self.log: list[VirtualMessage] = []

    def text(self, words: str, at: datetime = NOON) -> str:
        sid = f"SM{len(self.log)}"
        self.log.append(VirtualMessage(sid, "inbound", PHONE, NUMBER, words, at))
        row = InboundMessage(
            id=f"t{len(self.log)}", provider_id=sid, number=PHONE, number_index=vault.blind(PHONE), body=words,
            raw="{}", opt_out_type="", media=0, found_by="webhook", sent_at=at, received_at=at,
            processed_at=at,
        )  # fmt: skip
        self.session.add(row)
        return row.id

    def raised(self, reference: str, level: Urgency = Urgency.EMERGENCY, at: datetime = NOON) -> Concern:
        signal = Signal(Source.TEXT, level, reference, "nuanxin", at)
        return raise_concern(self.session, signal, family=None, sender=PHONE, pack=self.pack, now=at).concern

    def answered(self, kind: str = "safety-emergency", at: datetime = NOON) -> None:
        about = tuple(f"concern:{row.id}" for row in queries.all_concerns(self.session))
        row = message(self.session, f"{kind}{at}", message_class=MessageClass.SAFETY, now=at, about=about)
        row.kind = kind

    def promised(self, by: datetime) -> None:
        concern = queries.concern_number(self.session, 1)
        assert concern is not None
        append(self.session, concern, Entry(Kind.ANSWERED, by="nuanxin", facts={"promise": by.isoformat()}), now=NOON)

    def paged(self, number: str, minutes: float = 0, status: str = "delivered") -> None:
        at = NOON + timedelta(minutes=minutes)
        body = "【暖信】危急，1号，GZ-001。"
        row = message(
            self.session, f"p{number}{at}", number=number, message_class=MessageClass.STAFF_PAGE, body=body, now=at
        )
        row.kind, row.status = "page-concern", status


@pytest.fixture
def story(session: Session, pack: Pack) -> Story:
    return Story(session, pack)


def broken(story: Story, *, hours: float = 1) -> set[str]:
    story.session.commit()
    engine = story.session.get_bind()
    assert isinstance(engine, Engine)
    return {each.promise for each in check_care(engine, story.pack, story.log, now=NOON + timedelta(hours=hours))}


def cared_for(story: Story, words: str = EMERGENCY) -> None:
    """Raised, answered, paged on time to each, taken up after 25 minutes, phoned, resolved."""
    story.raised(story.text(words))
    story.answered()
    for number, minutes in ((FIRST, 0), (SECOND, 10), (THIRD, 20)):
        story.paged(number, minutes)
    at = NOON + timedelta(minutes=25)
    acknowledge(story.session, 1, by="lin", way="sms", pack=story.pack, now=at)
    record_call(
        story.session, 1, reached=True, note="", by="lin", way="console", pack=story.pack,
        now=at + timedelta(minutes=4),
    )  # fmt: skip


def test_a_worry_that_was_cared_for_breaks_nothing(story: Story) -> None:
    cared_for(story)
    resolve(story.session, 1, outcome="spoke", note="", by=COORDINATOR, now=NOON + timedelta(minutes=40))
    assert broken(story, hours=9) == set()


def test_a_worry_without_a_concern(story: Story) -> None:
    story.text(EMERGENCY)
    assert broken(story) == {"worry without its concern"}


def test_a_worry_at_too_low_a_level(story: Story) -> None:
    story.raised(story.text(EMERGENCY), Urgency.ROUTINE)
    assert broken(story) == {"worry without its concern"}


def test_a_worry_without_an_answer_at_once(story: Story) -> None:
    story.raised(story.text(EMERGENCY))
    story.answered(at=NOON + timedelta(minutes=30))
    story.paged(FIRST)
    assert "worry without an answer at once" in broken(story)


def phoned(story: Story) -> None:
    """An urgent worry of noon, answered, and phoned about within ten minutes."""
    story.raised(story.text(URGENT), Urgency.URGENT)
    story.answered("safety-urgent")
    story.paged(FIRST)
    record_call(
        story.session, 1, reached=True, note="", by="gao", way="console", pack=story.pack,
        now=NOON + timedelta(minutes=10),
    )  # fmt: skip


def test_a_new_urgent_worry_after_the_call_without_an_answer_of_its_own(story: Story) -> None:
    phoned(story)
    again = NOON + timedelta(minutes=90)
    story.raised(story.text(URGENT, again), Urgency.URGENT, again)
    story.paged(FIRST, 90)
    assert broken(story, hours=2) == {"worry without an answer at once"}
    story.answered("safety-urgent", again)
    assert broken(story, hours=2) == set()


def test_an_urgent_worry_again_before_the_call_needs_no_second_answer_by_day_and_one_at_night(story: Story) -> None:
    evening = NOON + timedelta(hours=8)  # 20:00 in Guangzhou
    story.raised(story.text(URGENT, evening), Urgency.URGENT, evening)
    story.answered("safety-urgent", evening)
    story.paged(FIRST, 8 * 60)
    soon, night = evening + timedelta(minutes=20), evening + timedelta(hours=2)
    story.raised(story.text(URGENT, soon), Urgency.URGENT, soon)
    assert broken(story, hours=9) == set()
    story.raised(story.text(URGENT, night), Urgency.URGENT, night)
    assert broken(story, hours=11) == {"worry without an answer at once"}
    story.answered("safety-urgent-night", night)
    assert broken(story, hours=11) == set()


def test_a_worry_that_was_answered_with_something_else_first(story: Story) -> None:
    cared_for(story)
    row = message(story.session, "other", message_class=MessageClass.REPLY, now=NOON)
    answers = story.session.exec(select(type(row)).where(col(type(row).kind) == "safety-emergency")).all()
    answers[0].created_at = NOON + timedelta(minutes=2)
    assert broken(story) == {"answered with something else first"}


def test_a_look_alike_that_raised_something(story: Story) -> None:
    story.text(LOOK_ALIKE)
    assert broken(story) == set()
    story.raised(story.text(LOOK_ALIKE), Urgency.ROUTINE)
    assert broken(story) == {"raised for nothing"}


@pytest.mark.parametrize("minutes", [(), (0, 10), (0, 45)])
def test_an_escalation_that_was_skipped(story: Story, minutes: tuple[int, ...]) -> None:
    story.raised(story.text(EMERGENCY))
    story.answered()
    for number, after in zip((FIRST, SECOND), minutes, strict=False):
        story.paged(number, after)
    assert "escalation skipped" in broken(story)


def test_an_urgent_worry_of_the_night_waits_for_the_morning_and_no_longer(story: Story) -> None:
    evening = NOON + timedelta(hours=11)  # 23:00 in Guangzhou
    story.raised(story.text(URGENT, evening), Urgency.URGENT, evening)
    story.answered("safety-urgent-night", evening)
    assert broken(story, hours=20) == set()
    assert "escalation skipped" in broken(story, hours=21)


def test_pages_that_come_too_often(story: Story) -> None:
    story.raised(story.text(EMERGENCY))
    story.answered()
    for place, minutes in enumerate((0, 2, 10)):
        story.paged((FIRST, SECOND, THIRD)[place], minutes)
    assert "paged too often" not in broken(story, hours=0.3)
    story.paged(THIRD, 4)
    assert "paged too often" in broken(story, hours=0.3)


def test_a_page_that_failed_makes_room_for_the_next(story: Story) -> None:
    story.raised(story.text(EMERGENCY))
    story.answered()
    for place, minutes in enumerate((0, 2, 4)):
        story.paged((FIRST, SECOND, THIRD)[place], minutes, status="undelivered")
    assert "paged too often" not in broken(story, hours=0.3)


def test_a_concern_that_nobody_closed(story: Story) -> None:
    cared_for(story)
    resolve(story.session, 1, outcome="timed out", note="", by="nuanxin", now=NOON + timedelta(minutes=40))
    assert broken(story) == {"closed without a person"}


def test_a_promise_that_lay_in_the_past(story: Story) -> None:
    cared_for(story)
    for statement in append_only_removals(story.session.get_bind().dialect.name, ["concern_event"]):
        story.session.connection().exec_driver_sql(statement)
    event = story.session.exec(select(ConcernEvent).where(ConcernEvent.kind == Kind.SIGNAL.value)).one()
    event.facts = {**event.facts, "call_by": (NOON - timedelta(minutes=1)).isoformat()}
    assert "promised in the past" in broken(story)


def test_a_missed_promise_that_was_kept_quiet(story: Story) -> None:
    story.raised(story.text(EMERGENCY))
    story.answered()
    story.paged(FIRST)
    acknowledge(story.session, 1, by="gao", way="sms", pack=story.pack, now=NOON + timedelta(minutes=5))
    assert broken(story, hours=0.6) == set()
    assert broken(story, hours=1) == {"a missed promise kept quiet"}


def test_a_promised_hour_that_taking_it_up_would_have_put_off(story: Story) -> None:
    """Given a call that the family was promised within half an hour, when somebody takes it up in the last minutes,
    then the half hour holds, whatever clock of their own that starts."""
    story.raised(story.text(EMERGENCY))
    story.answered()
    story.promised(NOON + timedelta(minutes=30))
    for number, minutes in ((FIRST, 0), (SECOND, 10), (THIRD, 20)):
        story.paged(number, minutes)
    acknowledge(story.session, 1, by="gao", way="sms", pack=story.pack, now=NOON + timedelta(minutes=28))
    assert broken(story, hours=0.6) == set()
    assert broken(story, hours=0.7) == {"a missed promise kept quiet"}


def test_a_call_written_down_late_that_would_have_closed_what_came_after_it(story: Story) -> None:
    """Given a call that was made before the second emergency and written down after it, when nobody phones again or
    is paged again, then the year says so."""
    cared_for(story)
    second = NOON + timedelta(minutes=35)
    story.raised(story.text(EMERGENCY, second), at=second)
    story.answered("safety-emergency-short", second)
    story.paged(FIRST, 35)
    record_call(
        story.session, 1, reached=True, note="", by="lin", way="console", pack=story.pack,
        now=NOON + timedelta(minutes=38), happened_at=NOON + timedelta(minutes=33),
    )  # fmt: skip
    assert broken(story, hours=2) == {"escalation skipped", "a missed promise kept quiet"}


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_each_text_has_one_level_and_every_language_has_every_level(folder: Path) -> None:
    worries = read_worries(folder)
    assert len(worries.truth) == len(worries.all)
    assert {(each.language, each.level) for each in worries.all} == set(product(Language, Urgency))


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_the_rules_read_every_text_as_the_pack_says(folder: Path) -> None:
    context, worries = Context(compile_rules(load_pack(folder).listening)), read_worries(folder)
    assert {text: understand(text, NOON, context).urgency for text in worries.truth} == worries.truth


def test_the_same_seed_worries_the_same_parent_on_the_same_days() -> None:
    years = [worries_of_year(WORRIES, PHONE, "en", NOON, seed=seed) for seed in (3, 3, 4)]
    assert years[0] == years[1] != years[2]


def test_the_rota_of_the_story_has_its_first_on_leave_over_the_holiday(pack: Pack) -> None:
    assert [each.phone for each in pack.study.contact.rota] == [FIRST, SECOND, THIRD]
    assert pack.study.contact.rota[0].absences
    assert pack.study.contact.administrator is not None
