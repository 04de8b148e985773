"""The second factor: the codes of the standard, each used once, slowed, tied by a proof and reset with a trace."""

import base64
from datetime import UTC, datetime, timedelta
from threading import Thread

import pyotp
import pytest
from sqlalchemy import Engine

from backend.audit.record import STUDY
from backend.audit.verify import read
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.attempts import TooManyAttemptsError
from backend.staff.enrol_second import enrol_second
from backend.staff.give_code import CodeRefusedError, give_code
from backend.staff.models import StaffRole, Waits
from backend.staff.reset_second import reset_second
from backend.staff.sign_in import sign_in
from backend.staff.signed_in import SignedIn, who
from backend.staff.totp import address_of, new_secret, spaced_secret, step_of
from tests.factories import NOON

PASSWORD = "warm letters in winter"
HERE = "192.0.2.1"
STANDARD = base64.b32encode(b"12345678901234567890").decode()
STEP = timedelta(seconds=30)
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
"""Appendix B of RFC 6238, SHA-1; the last six of its eight digits are ours."""


@pytest.fixture(autouse=True)
def lin(engine: Engine) -> None:
    new = NewStaff(name="lin.lan", display="林岚", role=StaffRole.COORDINATOR, site="gwcmc")
    with transaction(engine) as session:
        add_staff(session, new, password=PASSWORD, by="admin", now=NOON)


def half(engine: Engine, *, required: bool = False, now: datetime = NOON) -> SignedIn:
    """Whoever gave the right password."""
    token = sign_in(
        engine, name="lin.lan", password=PASSWORD, address=HERE, second_required=required, now=now
    )  # fmt: skip
    return inside(engine, token, now)


def inside(engine: Engine, token: str, now: datetime = NOON) -> SignedIn:
    found = who(engine, token, now=now)
    assert found is not None
    return found


def code(secret: str, now: datetime = NOON) -> str:
    return pyotp.TOTP(secret).at(now)


@pytest.fixture
def secret(engine: Engine) -> str:
    """Of the app that is tied to the account, by a code of a minute ago."""
    made, before = new_secret(), NOON - 2 * STEP
    enrol_second(engine, half(engine, now=before), made, code(made, before), address=HERE, now=before)
    return made


def actions(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [entry.action for entry in read(session, STUDY)]


@pytest.mark.parametrize(("seconds", "digits"), VECTORS.items())
def test_codes_are_those_of_the_standard(seconds: int, digits: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert step_of(STANDARD, digits[-6:], now=now) == seconds // 30
    assert step_of(STANDARD, f" {digits[-6:-3]} {digits[-3:]} ", now=now) == seconds // 30


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "94287082"])
def test_what_is_no_code_of_now_is_none(typed: str) -> None:
    assert step_of(STANDARD, typed, now=datetime.fromtimestamp(59, UTC)) is None


def test_a_clock_half_a_minute_off_is_forgiven_and_no_more() -> None:
    made = new_secret()
    for drift in (-1, 0, 1):
        assert step_of(made, code(made, NOON + drift * STEP), now=NOON) is not None
    for drift in (-2, 2):
        assert step_of(made, code(made, NOON + drift * STEP), now=NOON) is None


def test_the_app_is_told_the_secret_whose_it_is_and_of_what() -> None:
    made = new_secret()
    assert address_of(made, "lin.lan") == f"otpauth://totp/Nuanxin:lin.lan?secret={made}&issuer=Nuanxin"
    assert spaced_secret(made).replace(" ", "") == made
    assert len({new_secret() for _ in range(20)}) == 20
    assert len(made) == 32


def test_without_an_app_the_password_lets_in_unless_one_is_required(engine: Engine) -> None:
    assert half(engine).waits_for is None
    assert half(engine, required=True).waits_for is Waits.ENROLMENT


def test_with_an_app_the_password_alone_waits_for_its_code(engine: Engine, secret: str) -> None:
    waiting = half(engine)
    assert waiting.waits_for is Waits.CODE
    token = give_code(engine, waiting, code(secret), address=HERE, now=NOON)
    assert inside(engine, token).waits_for is None
    assert actions(engine)[-2:] == ["staff.password-right", "staff.sign-in"]


def test_a_waiting_session_ends_when_its_code_was_given_and_after_ten_minutes(engine: Engine, secret: str) -> None:
    token = sign_in(engine, name="lin.lan", password=PASSWORD, address=HERE, now=NOON)
    assert who(engine, token, now=NOON + timedelta(minutes=10)) is None
    give_code(engine, inside(engine, token), code(secret), address=HERE, now=NOON)
    assert who(engine, token, now=NOON) is None


def test_a_code_is_good_for_one_use(engine: Engine, secret: str) -> None:
    give_code(engine, half(engine), code(secret), address=HERE, now=NOON)
    for old in (code(secret), code(secret, NOON - STEP)):
        with pytest.raises(CodeRefusedError):
            give_code(engine, half(engine), old, address=HERE, now=NOON)
    later = NOON + STEP
    assert give_code(engine, half(engine, now=later), code(secret, later), address=HERE, now=later)


def test_the_code_that_tied_the_app_opens_nothing_again(engine: Engine) -> None:
    made = new_secret()
    enrol_second(engine, half(engine), made, code(made), address=HERE, now=NOON)
    with pytest.raises(CodeRefusedError):
        give_code(engine, half(engine), code(made), address=HERE, now=NOON)


def two_at_once(engine: Engine, typed: str) -> list[str]:
    """What becomes of two who wait and give the same code in one moment, sorted."""
    waiting, outcomes = [half(engine), half(engine)], []

    def give(mine: SignedIn) -> None:
        try:
            give_code(engine, mine, typed, address=HERE, now=NOON)
            outcomes.append("in")
        except CodeRefusedError:
            outcomes.append("refused")

    threads = [Thread(target=give, args=(each,)) for each in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_who_give_one_code_at_once_one_gets_in(engine: Engine, secret: str) -> None:
    assert two_at_once(engine, code(secret)) == ["in", "refused"]


def test_five_wrong_codes_close_the_account_even_to_the_right_one(engine: Engine, secret: str) -> None:
    waiting = half(engine)
    for nth in range(5):
        with pytest.raises(CodeRefusedError):
            give_code(engine, waiting, "000000", address=f"192.0.2.{nth + 10}", now=NOON)
    with pytest.raises(TooManyAttemptsError):
        give_code(engine, waiting, code(secret), address="192.0.2.99", now=NOON)
    assert actions(engine).count("staff.refuse-code") == 5
    later = NOON + timedelta(minutes=16)
    assert give_code(engine, half(engine, now=later), code(secret, later), address=HERE, now=later)


def test_an_app_is_tied_only_by_a_code_of_it_and_only_once(engine: Engine, secret: str) -> None:
    other = new_secret()
    with pytest.raises(CodeRefusedError):
        enrol_second(engine, half(engine), other, code(secret), address=HERE, now=NOON)
    with pytest.raises(ConflictError):
        enrol_second(engine, half(engine), other, code(other), address=HERE, now=NOON)


def test_tying_an_app_ends_every_session_from_before(engine: Engine) -> None:
    token = sign_in(engine, name="lin.lan", password=PASSWORD, address=HERE, now=NOON)
    made = new_secret()
    new = enrol_second(engine, half(engine), made, code(made), address=HERE, now=NOON).token
    assert who(engine, token, now=NOON) is None
    assert inside(engine, new).waits_for is None


def test_the_secret_lies_sealed_in_the_database(engine: Engine, secret: str) -> None:
    with engine.connect() as connection:
        assert secret not in str(connection.exec_driver_sql("SELECT * FROM second_factor").all())


def test_a_reset_ends_the_app_and_every_session_and_stays_in_the_audit(engine: Engine, secret: str) -> None:
    token = give_code(engine, half(engine), code(secret), address=HERE, now=NOON)
    with transaction(engine) as session:
        reset_second(session, name="Lin.Lan", reason="手机丢了", by="admin", now=NOON)
    assert who(engine, token, now=NOON) is None
    assert half(engine, required=True).waits_for is Waits.ENROLMENT
    with reading(engine) as session:
        [kept] = [each for each in read(session, STUDY) if each.action == "staff.reset-second-factor"]
    assert (kept.actor, kept.reason) == ("admin", "手机丢了")
    with pytest.raises(ConflictError), transaction(engine) as session:
        reset_second(session, name="lin.lan", by="admin", now=NOON)
    made = new_secret()
    assert enrol_second(engine, half(engine), made, code(made), address=HERE, now=NOON)
