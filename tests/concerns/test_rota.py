"""Who is on call: order, holidays, absences, trades, gaps; and who may not be on call before a test."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from backend.concerns import queries
from backend.concerns.close_task import close_task
from backend.concerns.models import RotaFact, RotaKind
from backend.concerns.prove_contacts import is_waiting, prove, send_tests, unproven
from backend.concerns.rota import gaps, on_call, person, set_absent, swap, take_back
from backend.concerns.watch_rota import watch_rota
from backend.db import reading, transaction
from backend.errors import ConflictError, NotFoundError
from backend.outbox import queries as outbox
from backend.protocol.study import Absence
from backend.simulation.contacts import demo_contacts
from tests.factories import PACK as SHIPPED

PACK = demo_contacts(SHIPPED)
TUESDAY = datetime(2026, 12, 8, 4, tzinfo=UTC)
SUNDAY = datetime(2026, 12, 6, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def keys(facts: list[RotaFact] | None = None, at: datetime = TUESDAY) -> list[str]:
    return [each.key for each in on_call(PACK, facts or [], at)]


def fact(kind: RotaKind, key: str, other: str | None = None, *, takes_back: str | None = None) -> RotaFact:
    return RotaFact(
        id=f"{kind}-{key}",
        kind=kind.value,
        contact_key=key,
        other_key=other,
        from_at=TUESDAY - DAY,
        until_at=TUESDAY + DAY,
        takes_back=takes_back,
        by="lin",
        recorded_at=TUESDAY - DAY,
    )


def test_holidays_have_an_order_of_their_own() -> None:
    assert keys() == ["gao", "li", "chan"]
    assert keys(at=SUNDAY) == ["li", "gao", "chan"]


def test_whoever_is_away_is_passed_over_and_only_then() -> None:
    away = [fact(RotaKind.ABSENT, "gao")]
    assert keys(away) == ["li", "chan"]
    assert keys(away, TUESDAY + DAY) == ["gao", "li", "chan"]


def test_two_people_can_trade_places_and_take_it_back() -> None:
    trade = fact(RotaKind.SWAPPED, "gao", "chan")
    assert keys([trade]) == ["chan", "li", "gao"]
    assert keys([trade, fact(RotaKind.TAKEN_BACK, "gao", takes_back=trade.id)]) == ["gao", "li", "chan"]


def test_whoever_trades_with_the_administrator_has_the_administrators_turn() -> None:
    assert keys([fact(RotaKind.SWAPPED, "gao", "zhou")]) == ["zhou", "li", "chan"]


def test_absences_of_the_pack_count_by_whole_days() -> None:
    gao = PACK.study.contact.rota[0]
    away = Absence.model_validate({"from": "2026-12-08", "until": "2026-12-08"})
    contact = PACK.study.contact.model_copy(
        update={"rota": (gao.model_copy(update={"absences": (away,)}), *PACK.study.contact.rota[1:])}
    )
    pack = replace(PACK, study=PACK.study.model_copy(update={"contact": contact}))
    assert [each.key for each in on_call(pack, [], TUESDAY)] == ["li", "chan"]


def test_hours_with_nobody_are_found_long_before(engine: Engine) -> None:
    with transaction(engine) as session:
        for key in ("gao", "li", "chan"):
            set_absent(
                session,
                key=key,
                from_at=TUESDAY + 3 * DAY,
                until_at=TUESDAY + 4 * DAY,
                reason="congress",
                by="lin",
                pack=PACK,
                now=TUESDAY,
            )
        facts = queries.rota_facts(session)
        assert len(gaps(PACK, facts, since=TUESDAY)) == 24
        assert watch_rota(session, pack=PACK, live=False, now=TUESDAY) == 2
        assert [task.facts["day"] for task in queries.open_tasks(session)] == ["2026-12-11", "2026-12-12"]
        assert [row.kind for row in outbox.all_messages(session)] == ["page-rota-gap"]
        take_back(session, facts[0].id, by="lin", now=TUESDAY)
        assert gaps(PACK, queries.rota_facts(session), since=TUESDAY) == ()


def test_minutes_between_two_full_hours_with_nobody_are_found_too() -> None:
    begins = TUESDAY + DAY + timedelta(minutes=10)
    away = [
        fact(RotaKind.ABSENT, key).model_copy(update={"from_at": begins, "until_at": begins + timedelta(minutes=30)})
        for key in ("gao", "li", "chan")
    ]
    assert gaps(PACK, away, since=TUESDAY) == (begins,)
    assert gaps(PACK, away, since=begins + timedelta(minutes=30)) == ()


def test_a_gap_that_comes_nearer_on_the_same_day_is_paged_again(engine: Engine) -> None:
    with transaction(engine) as session:
        for days in (4, 3):
            for key in ("gao", "li", "chan"):
                set_absent(
                    session,
                    key=key,
                    from_at=TUESDAY + days * DAY,
                    until_at=TUESDAY + days * DAY + timedelta(hours=1),
                    reason="congress",
                    by="lin",
                    pack=PACK,
                    now=TUESDAY,
                )
            watch_rota(session, pack=PACK, live=False, now=TUESDAY)
            watch_rota(session, pack=PACK, live=False, now=TUESDAY)
        assert [row.kind for row in outbox.all_messages(session)] == ["page-rota-gap", "page-rota-gap"]


def test_a_gap_that_comes_back_after_it_was_filled_is_on_the_list_again(engine: Engine) -> None:
    """Given a day with nobody on call that a person saw to, when it has nobody again, then it is a task again, and
    so it is each day on which somebody only closes the task."""
    away = {"from_at": TUESDAY + 4 * DAY, "until_at": TUESDAY + 4 * DAY + timedelta(hours=1)}
    with transaction(engine) as session:
        for key in ("gao", "li", "chan"):
            set_absent(session, key=key, **away, reason="congress", by="lin", pack=PACK, now=TUESDAY)
        for days in range(3):
            now = TUESDAY + days * DAY
            watch_rota(session, pack=PACK, live=False, now=now)
            watch_rota(session, pack=PACK, live=False, now=now)
            [task] = queries.open_tasks(session)
            assert (task.kind, task.facts) == ("rota-gap", {"day": "2026-12-12"})
            close_task(session, task.number, outcome="filled", note="", by="lin", now=now)


def test_what_makes_no_sense_is_refused(engine: Engine) -> None:
    with transaction(engine) as session:
        with pytest.raises(NotFoundError, match="gao"):
            person(PACK, "wang")
        with pytest.raises(ConflictError, match="after"):
            swap(
                session,
                key="gao",
                other="li",
                from_at=TUESDAY,
                until_at=TUESDAY,
                reason="",
                by="lin",
                pack=PACK,
                now=TUESDAY,
            )


def test_everybody_is_untested_until_an_answer_came_from_the_present_number(engine: Engine) -> None:
    gao = PACK.study.contact.rota[0]
    with transaction(engine) as session:
        assert len(unproven(session, PACK)) == 4
        assert [each.key for each in send_tests(session, by="lin", pack=PACK, live=False, now=TUESDAY)] == [
            "gao",
            "li",
            "chan",
            "zhou",
        ]
        assert is_waiting(session, gao)
        assert prove(session, gao, way="sms", by="contact:gao", now=TUESDAY)
    with reading(engine) as session:
        assert not is_waiting(session, gao)
        assert not any("gao" in sentence for sentence in unproven(session, PACK))
    moved = gao.model_copy(update={"phone": "+85264999999"})
    contact = PACK.study.contact.model_copy(update={"rota": (moved, *PACK.study.contact.rota[1:])})
    pack = replace(PACK, study=PACK.study.model_copy(update={"contact": contact}))
    with reading(engine) as session:
        assert any("gao" in sentence for sentence in unproven(session, pack))
