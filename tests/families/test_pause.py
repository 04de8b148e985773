"""A pause stops a family's texts in one act; what happened stays on record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from backend.audit.verify import read
from backend.db import reading, transaction
from backend.diary.standings import pauses
from backend.errors import ConflictError, NotFoundError
from backend.families import queries
from backend.families.enrol import enrol
from backend.families.models import Family, PauseFact, PauseKind
from backend.families.pause import ReasonMissingError, hold, pause, resume
from backend.families.pause_queries import families_held_at, is_held, is_paused, pause_facts, paused_families
from backend.outbox.suppress import Scope, is_suppressed
from backend.protocol.pack import Pack

DAY = timedelta(days=1)


@pytest.fixture
def family(
    engine: Engine,
    pack: Pack,
    now: datetime,
    make_file: Callable[..., Path],
    row: Callable[..., dict[str, str]],
) -> Family:
    path = make_file(row(family="F1"), row(family="F1", participant_code="P02"))
    enrol(engine, path, pack=pack, by="lin", now=now)
    with reading(engine) as session:
        return queries.family_by_code(session, "F1")


def test_a_paused_family_is_silenced_and_resumed(engine: Engine, family: Family, now: datetime) -> None:
    silences = {"scope": Scope.SUBJECT, "key": f"family:{family.id}"}
    with transaction(engine) as session:
        assert pause(session, family=family, reason="住院", by="lin", now=now) == 0
    with reading(engine) as session:
        assert is_paused(session, family.id)
        assert is_suppressed(session, **silences) == ("paused",)
    with transaction(engine) as session:
        resume(session, family=family, by="lin", now=now + DAY)
    with reading(engine) as session:
        assert not is_paused(session, family.id)
        assert is_suppressed(session, **silences) == ()
        assert paused_families(session, [family.id], as_of=now) == {family.id}
        assert [fact.kind for fact in pause_facts(session, family.id)] == [
            PauseKind.PAUSED,
            PauseKind.RESUMED,
        ]


def test_a_pause_takes_back_what_waits_for_the_family_and_its_children(
    engine: Engine,
    family: Family,
    now: datetime,
    waiting: Callable[..., str],
    status_of: Callable[[str], str],
) -> None:
    with reading(engine) as session:
        first, second = queries.children_of(session, family.id)
    mine = [waiting(f"family:{family.id}"), waiting(f"child:{first.id}", f"child:{second.id}")]
    strangers = waiting("family:other")
    with transaction(engine) as session:
        assert pause(session, family=family, reason="住院", by="lin", now=now) == 2
    assert [status_of(key) for key in (*mine, strangers)] == ["canceled", "canceled", "pending"]


def test_pausing_twice_and_resuming_twice_is_refused(engine: Engine, family: Family, now: datetime) -> None:
    with pytest.raises(ConflictError, match="not paused"), transaction(engine) as session:
        resume(session, family=family, by="lin", now=now)
    with transaction(engine) as session:
        pause(session, family=family, reason="住院", by="lin", now=now)
    with pytest.raises(ConflictError, match="already paused"), transaction(engine) as session:
        pause(session, family=family, reason="住院", by="lin", now=now)


def test_a_pause_says_why(engine: Engine, family: Family, now: datetime) -> None:
    with pytest.raises(ReasonMissingError), transaction(engine) as session:
        pause(session, family=family, reason=" ", by="lin", now=now)
    with transaction(engine) as session:
        pause(session, family=family, reason="住院", by="lin", now=now)
    with reading(engine) as session:
        entry = read(session, "F1")[-1]
        assert (entry.action, entry.reason) == ("families.pause", "住院")


def test_two_pause_facts_cannot_have_one_place_in_the_order(engine: Engine, family: Family, now: datetime) -> None:
    def fact(nth: int, key: str) -> PauseFact:
        facts = {"family_id": family.id, "kind": PauseKind.PAUSED, "reason": "", "by": "lin"}
        return PauseFact(id=key, nth=nth, happened_at=now, recorded_at=now, **facts)

    with transaction(engine) as session:
        queries.add(session, fact(1, "a"))
    with pytest.raises(IntegrityError), transaction(engine) as session:
        queries.add(session, fact(1, "b"))


def test_a_family_is_found_by_its_code_and_its_childrens(engine: Engine, family: Family) -> None:
    with reading(engine) as session:
        for code in ("F1", " f1 ", "P01", "ｐ02"):
            assert queries.family_by_code(session, code).id == family.id
        assert queries.child_by_code(session, "p02").code == "P02"


def test_a_code_that_is_not_found_says_what_to_check(engine: Engine, family: Family) -> None:
    with reading(engine) as session:
        with pytest.raises(NotFoundError, match="No family and no participant has the code P99"):
            queries.family_by_code(session, "p99")
        with pytest.raises(NotFoundError, match="it is a family code, of P01, P02"):
            queries.child_by_code(session, "F1")
        with pytest.raises(NotFoundError, match="check it against the enrolment list"):
            queries.child_by_code(session, "P99")


def test_a_held_family_waits_for_a_person_to_say_whether_it_stays_paused(
    engine: Engine, family: Family, now: datetime
) -> None:
    with transaction(engine) as session:
        hold(session, family=family, reason="child-died: concern 1", now=now)
        assert hold(session, family=family, reason="child-died: concern 1", now=now + DAY) == 0
    with reading(engine) as session:
        assert is_held(session, family.id)
        assert families_held_at(session, family.site)["F1"].happened_at == now
    with transaction(engine) as session:
        pause(session, family=family, reason="spoke with them", by="lin", now=now + DAY)
    with reading(engine) as session:
        assert is_paused(session, family.id)
        assert not is_held(session, family.id)
        assert families_held_at(session, family.site) == {}
        [excuse] = pauses(pause_facts(session, family.id))
        assert excuse.since == now, "the days before the decision are excused too"
    with transaction(engine) as session:
        resume(session, family=family, by="lin", now=now + 2 * DAY)
    with reading(engine) as session:
        assert is_suppressed(session, scope=Scope.SUBJECT, key=f"family:{family.id}") == ()


def test_a_family_that_is_paused_already_is_held_all_the_same(engine: Engine, family: Family, now: datetime) -> None:
    with transaction(engine) as session:
        pause(session, family=family, reason="in hospital", by="lin", now=now)
        hold(session, family=family, reason="child-died: concern 1", now=now + DAY)
    with reading(engine) as session:
        assert is_held(session, family.id)
