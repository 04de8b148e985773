"""Recovery codes: ten, each good once in place of the app's code, slowed like it, ended when new ones are made."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from backend.audit.record import STUDY
from backend.audit.verify import read
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.staff.attempts import TooManyAttemptsError
from backend.staff.enrol_second import enrol_second
from backend.staff.give_code import CodeRefusedError, give_code
from backend.staff.recovery import CODES
from backend.staff.renew_recovery import renew_recovery
from backend.staff.reset_second import reset_second
from backend.staff.totp import new_secret
from tests.factories import NOON
from tests.staff.test_second_factor import HERE, STEP, code, half, inside, lin, two_at_once

__all__ = ["lin"]


@pytest.fixture
def tied(engine: Engine) -> tuple[str, list[str]]:
    """The secret of the app, tied a minute ago, and the codes that were shown then."""
    made, before = new_secret(), NOON - 2 * STEP
    found = enrol_second(engine, half(engine, now=before), made, code(made, before), address=HERE, now=before)
    return made, found.codes


def test_each_code_lets_in_once_however_it_is_typed(engine: Engine, tied: tuple[str, list[str]]) -> None:
    _, codes = tied
    assert len(set(codes)) == CODES
    typed = f" {codes[0].upper().replace('-', ' ').replace('0', 'O').replace('1', 'l')} "
    assert inside(engine, give_code(engine, half(engine), typed, address=HERE, now=NOON)).waits_for is None
    with pytest.raises(CodeRefusedError):
        give_code(engine, half(engine), codes[0], address=HERE, now=NOON)
    assert give_code(engine, half(engine), codes[1], address=HERE, now=NOON)
    with reading(engine) as session:
        kept = [entry.after for entry in read(session, STUDY) if entry.action == "staff.recovery-code"]
    assert kept == [{"left": "9"}, {"left": "8"}]


def test_codes_are_in_the_database_as_keyed_digests_only(engine: Engine, tied: tuple[str, list[str]]) -> None:
    with engine.connect() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM recovery_code").all())
    assert stored.count("-") > 0
    assert not any(each in stored or each.replace("-", "") in stored for each in tied[1])


def test_of_two_who_give_one_recovery_code_at_once_one_gets_in(engine: Engine, tied: tuple[str, list[str]]) -> None:
    assert two_at_once(engine, tied[1][0]) == ["in", "refused"]


def test_one_waiting_sign_in_is_answered_once(engine: Engine, tied: tuple[str, list[str]]) -> None:
    waiting = half(engine)
    assert give_code(engine, waiting, tied[1][0], address=HERE, now=NOON)
    with pytest.raises(CodeRefusedError):
        give_code(engine, waiting, tied[1][1], address=HERE, now=NOON)


def test_a_wrong_code_for_new_codes_is_in_the_audit(engine: Engine, tied: tuple[str, list[str]]) -> None:
    mine = inside(engine, give_code(engine, half(engine), tied[1][0], address=HERE, now=NOON))
    with pytest.raises(CodeRefusedError):
        renew_recovery(engine, mine, "000000", address=HERE, now=NOON)
    with reading(engine) as session:
        assert [each.action for each in read(session, STUDY)][-1] == "staff.refuse-code"


def test_new_codes_end_the_old_and_need_a_code_of_the_app(engine: Engine, tied: tuple[str, list[str]]) -> None:
    secret, codes = tied
    mine = inside(engine, give_code(engine, half(engine), codes[0], address=HERE, now=NOON))
    for wrong in ("000000", codes[1]):
        with pytest.raises(CodeRefusedError):
            renew_recovery(engine, mine, wrong, address=HERE, now=NOON)
    fresh = renew_recovery(engine, mine, code(secret), address=HERE, now=NOON)
    assert not set(fresh) & set(codes)
    with pytest.raises(CodeRefusedError):
        give_code(engine, half(engine), codes[1], address=HERE, now=NOON)
    assert give_code(engine, half(engine), fresh[0], address=HERE, now=NOON)
    with reading(engine) as session:
        assert "staff.recovery-codes" in [entry.action for entry in read(session, STUDY)]


def test_before_the_second_step_no_new_codes_are_made(engine: Engine, tied: tuple[str, list[str]]) -> None:
    with pytest.raises(ConflictError):
        renew_recovery(engine, half(engine), code(tied[0]), address=HERE, now=NOON)


def test_guessing_recovery_codes_is_slowed_like_any_code(engine: Engine, tied: tuple[str, list[str]]) -> None:
    waiting = half(engine)
    for nth in range(5):
        with pytest.raises(CodeRefusedError):
            give_code(engine, waiting, f"zzzzz-zzzz{nth}", address=f"192.0.2.{nth + 10}", now=NOON)
    with pytest.raises(TooManyAttemptsError):
        give_code(engine, waiting, tied[1][0], address="192.0.2.99", now=NOON)
    later = NOON + timedelta(minutes=16)
    assert give_code(engine, half(engine, now=later), tied[1][0], address=HERE, now=later)


def test_codes_of_an_app_that_was_reset_open_nothing(engine: Engine, tied: tuple[str, list[str]]) -> None:
    with transaction(engine) as session:
        reset_second(session, name="lin.lan", by="admin", now=NOON)
    made = new_secret()
    enrol_second(engine, half(engine), made, code(made), address=HERE, now=NOON)
    with pytest.raises(CodeRefusedError):
        give_code(engine, half(engine), tied[1][0], address=HERE, now=NOON)
