"""Signing in: right and wrong, alike for known and unknown names, slowed, ended, and never open for ever."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from backend.audit.record import STUDY
from backend.audit.verify import read
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.languages import Language
from backend.staff import queries
from backend.staff.add_staff import BadNameError, NewStaff, add_staff
from backend.staff.attempts import TooManyAttemptsError
from backend.staff.choose_language import choose_language
from backend.staff.disable import disable
from backend.staff.models import SignInAttempt, StaffMember, StaffRole, StaffSession
from backend.staff.passwords import WeakPasswordError
from backend.staff.set_password import set_password
from backend.staff.sign_in import SignInRefusedError, sign_in
from backend.staff.sign_out import sign_out
from backend.staff.signed_in import SignedIn, who
from tests.factories import NOON

PASSWORD = "warm letters in winter"
HERE = "192.0.2.1"


@pytest.fixture
def lin(engine: Engine) -> StaffMember:
    return add(engine, "lin.lan")


def add(engine: Engine, name: str, password: str = PASSWORD) -> StaffMember:
    new = NewStaff(name=name, display="林岚", role=StaffRole.COORDINATOR, site="gwcmc")
    with transaction(engine) as session:
        return add_staff(session, new, password=password, by="admin", now=NOON)


def enter(
    engine: Engine, name: str = "lin.lan", password: str = PASSWORD, *, address: str = HERE, now: datetime = NOON
) -> str:
    return sign_in(engine, name=name, password=password, address=address, now=now)


def inside(engine: Engine, token: str, now: datetime = NOON) -> SignedIn:
    found = who(engine, token, now=now)
    assert found is not None
    return found


def actions(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [entry.action for entry in read(session, STUDY)]


def test_the_right_password_lets_in_and_the_name_may_be_written_loosely(engine: Engine, lin: StaffMember) -> None:
    token = enter(engine, " Lin.Lan ")
    assert inside(engine, token).member.display == "林岚"
    assert inside(engine, token).form_token not in token
    assert actions(engine) == ["staff.add", "staff.sign-in"]


def test_neither_password_nor_token_nor_name_lies_open_in_the_database(engine: Engine, lin: StaffMember) -> None:
    token = enter(engine)
    with engine.connect() as connection:
        rows = [
            str(connection.exec_driver_sql(statement).all())
            for statement in (
                "SELECT * FROM staff_member",
                "SELECT * FROM staff_session",
                "SELECT * FROM sign_in_attempt",
            )
        ]
    assert not any(secret in row for row in rows for secret in (PASSWORD, token, "林岚", HERE))
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in rows[0]


@pytest.mark.parametrize(
    ("name", "password"), [("lin.lan", "wrong"), ("nobody", PASSWORD), ("", ""), ("林", "x" * 999)]
)
def test_whatever_is_wrong_the_refusal_is_the_same(
    engine: Engine, lin: StaffMember, name: str, password: str
) -> None:
    with pytest.raises(SignInRefusedError) as refusal:
        enter(engine, name, password)
    assert str(refusal.value) == "The name or the password is not right."


def test_five_failures_close_a_name_even_to_the_right_password(engine: Engine, lin: StaffMember) -> None:
    for nth in range(5):
        with pytest.raises(SignInRefusedError):
            enter(engine, password="wrong", address=f"192.0.2.{nth}")
    with pytest.raises(TooManyAttemptsError):
        enter(engine, address="192.0.2.99")
    assert enter(engine, address="192.0.2.99", now=NOON + timedelta(minutes=16))


def test_five_failures_close_an_address_to_every_name(engine: Engine, lin: StaffMember) -> None:
    for nth in range(5):
        with pytest.raises(SignInRefusedError):
            enter(engine, f"guess{nth}")
    with pytest.raises(TooManyAttemptsError):
        enter(engine)
    assert enter(engine, address="192.0.2.2")


def test_signing_in_rightly_never_closes_a_name(engine: Engine, lin: StaffMember) -> None:
    assert len({enter(engine) for _ in range(7)}) == 7


def test_many_guesses_at_once_are_slowed_as_one_after_the_other(engine: Engine, lin: StaffMember) -> None:
    outcomes: list[str] = []

    def guess() -> None:
        try:
            enter(engine, password="wrong")
        except (SignInRefusedError, TooManyAttemptsError) as refusal:
            outcomes.append(refusal.type)

    threads = [Thread(target=guess) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["sign-in-refused"] * 5 + ["too-many-attempts"] * 4


def test_old_tries_are_forgotten(engine: Engine, lin: StaffMember) -> None:
    with pytest.raises(SignInRefusedError):
        enter(engine, password="wrong")
    enter(engine, now=NOON + timedelta(hours=1))
    with reading(engine) as session:
        assert [each.succeeded for each in session.exec(select(SignInAttempt))] == [True]


def test_a_session_ends_after_an_idle_hour_and_after_twelve_hours_in_any_case(
    engine: Engine, lin: StaffMember
) -> None:
    token, now = enter(engine), NOON
    assert who(engine, token, now=NOON + timedelta(minutes=60)) is None
    while now < NOON + timedelta(hours=11, minutes=30):
        now += timedelta(minutes=50)
        inside(engine, token, now)
    assert who(engine, token, now=NOON + timedelta(hours=12)) is None


def test_signing_out_ends_this_browser_only(engine: Engine, lin: StaffMember) -> None:
    here, there = enter(engine), enter(engine)
    gone = inside(engine, there)
    for _ in range(2):
        with transaction(engine) as session:
            sign_out(session, gone, now=NOON)
    assert who(engine, there, now=NOON) is None
    assert inside(engine, here)
    assert actions(engine).count("staff.sign-out") == 1


def test_whoever_is_disabled_is_out_at_once(engine: Engine, lin: StaffMember) -> None:
    token = enter(engine)
    with transaction(engine) as session:
        assert disable(session, name="lin.lan", reason="left", by="admin", now=NOON) == 1
    assert who(engine, token, now=NOON) is None
    with pytest.raises(SignInRefusedError):
        enter(engine)
    with pytest.raises(ConflictError), transaction(engine) as session:
        disable(session, name="lin.lan", by="admin", now=NOON)


def test_a_new_password_ends_every_session(engine: Engine, lin: StaffMember) -> None:
    token = enter(engine)
    with transaction(engine) as session:
        assert set_password(session, name="lin.lan", password="another warm letter", by="admin", now=NOON) == 1
    assert who(engine, token, now=NOON) is None
    with pytest.raises(SignInRefusedError):
        enter(engine)
    assert enter(engine, password="another warm letter")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "my lin.lan password", "x" * 201])
def test_weak_passwords_are_refused(engine: Engine, password: str) -> None:
    with pytest.raises(WeakPasswordError):
        add(engine, "lin.lan", password)


@pytest.mark.parametrize("name", ["林岚", "x", "a b", "1st", ""])
def test_names_that_could_be_mistaken_are_refused(engine: Engine, name: str) -> None:
    with pytest.raises(BadNameError):
        add(engine, name)


def test_a_name_is_given_once(engine: Engine, lin: StaffMember) -> None:
    with pytest.raises(ConflictError):
        add(engine, "LIN.LAN")


def test_the_language_is_kept_and_audited_once(engine: Engine, lin: StaffMember) -> None:
    for _ in range(2):
        with transaction(engine) as session:
            choose_language(session, staff_id=lin.id, language=Language.EN, now=NOON)
    with reading(engine) as session:
        assert queries.members(session)[0].language is Language.EN
    assert actions(engine) == ["staff.add", "staff.language"]


def test_only_a_digest_of_the_token_is_a_key(engine: Engine, lin: StaffMember) -> None:
    token = enter(engine)
    with reading(engine) as session:
        assert session.get(StaffSession, token) is None
    assert who(engine, inside(engine, token).digest, now=NOON) is None
    assert who(engine, "", now=NOON) is None
