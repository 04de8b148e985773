"""What opens the door, what does not, and that nobody learns which."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from backend.audit import queries as audit
from backend.db import reading, transaction
from backend.devices.come_in import CodeRefusedError
from backend.devices.knock import ASK, TooManyKnocksError, knock
from backend.devices.models import Card, DeviceToken, OneTimeCode
from backend.devices.send_code import KIND, read_out_code, send_code
from backend.devices.signed_in import who
from backend.families.models import Role
from backend.outbox import queries as outbox
from tests.devices.conftest import Door
from tests.journeys.study import GRANDMOTHER, MAINLAND, MOTHER

Wrong = Callable[[str], str]


def test_card_and_code_tie_a_device_to_one_caregiver(door: Door) -> None:
    entered = door.enter(door.code())
    found = who(door.engine, entered.token, now=door.clock.now())
    assert found is not None
    assert (found.caregiver.called, found.may_consent) == ("妈妈", True)
    assert entered.by_text


def test_a_code_opens_once(door: Door) -> None:
    code = door.code()
    door.enter(code)
    with pytest.raises(CodeRefusedError):
        door.enter(code)


def test_a_code_used_by_several_at_the_same_moment_opens_once(door: Door) -> None:
    code = door.code()

    def attempt(nth: int) -> bool:
        try:
            door.enter(code, address=f"192.0.2.{nth}")
        except CodeRefusedError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]


def test_guesses_at_the_same_moment_are_all_counted(door: Door) -> None:
    def refusal(nth: int) -> str:
        with pytest.raises((CodeRefusedError, TooManyKnocksError)) as refused:
            door.enter("000000", card="z" * 20, address=f"192.0.2.{nth}")
        return refused.value.type

    with ThreadPoolExecutor(4) as pool:
        refusals = list(pool.map(refusal, range(8)))
    assert refusals.count("code-refused") == 5


def test_a_code_runs_out_after_ten_minutes(door: Door) -> None:
    code = door.code()
    door.clock.advance(minutes=10)
    with pytest.raises(CodeRefusedError):
        door.enter(code)


def test_five_wrong_tries_spoil_a_code(door: Door, wrong: Wrong) -> None:
    code = door.code()
    for nth in range(5):
        with pytest.raises(CodeRefusedError):
            door.enter(wrong(code), address=f"192.0.2.{nth}")
    door.clock.advance(minutes=9)
    with pytest.raises((CodeRefusedError, TooManyKnocksError)):
        door.enter(code)


def test_guessing_with_one_card_is_slowed_whatever_the_address(door: Door, wrong: Wrong) -> None:
    code = door.code()
    for nth in range(5):
        with pytest.raises(CodeRefusedError):
            door.enter(wrong(code), address=f"192.0.2.{nth}")
    with pytest.raises(TooManyKnocksError) as refusal:
        door.enter(code, address="192.0.2.99")
    assert 1 <= refusal.value.minutes <= 15
    door.clock.advance(minutes=15, seconds=1)
    door.enter(door.code())


def test_guessing_from_one_address_is_slowed_whatever_the_card(door: Door) -> None:
    for nth in range(30):
        with pytest.raises(CodeRefusedError):
            door.enter("000000", card=f"{nth:020}")
    with pytest.raises(TooManyKnocksError):
        door.enter("000000", card="z" * 20)
    assert door.enter(door.code(), address="198.51.100.1").token


def test_success_is_not_counted_against_a_family_behind_one_address(door: Door) -> None:
    for _ in range(6):
        door.enter(door.code())
        door.clock.advance(minutes=1)


def test_asking_for_codes_is_limited_for_known_and_unknown_cards_alike(door: Door) -> None:
    for key in (door.key, "0" * 20):
        for _ in range(3):
            knock(door.engine, ASK, own=key, address="192.0.2.8", now=door.clock.now())
        with pytest.raises(TooManyKnocksError):
            knock(door.engine, ASK, own=key, address="192.0.2.9", now=door.clock.now())
    door.clock.advance(minutes=16)
    knock(door.engine, ASK, own=door.key, address="192.0.2.8", now=door.clock.now())


def test_known_and_unknown_cards_cost_the_same_statements(door: Door, wrong: Wrong) -> None:
    code = door.code()

    def statements(card: str) -> list[str]:
        seen: list[str] = []

        def note(*args: object) -> None:
            seen.append(str(args[2]).split("(", maxsplit=1)[0])

        event.listen(door.engine, "before_cursor_execute", note)
        with pytest.raises(CodeRefusedError):
            door.enter(wrong(code), card=card)
        event.remove(door.engine, "before_cursor_execute", note)
        return seen

    assert statements(door.key) == statements("0" * 20)


def test_a_newer_card_revokes_the_older(door: Door) -> None:
    old, code = door.key, door.code()
    door.key = door.card()
    with pytest.raises(CodeRefusedError):
        door.enter(code, card=old)
    with transaction(door.engine) as session:
        assert not send_code(session, key=old, pack=door.pack, live=False, now=door.clock.now())
    door.enter(door.code())


def test_a_card_is_forgiving_about_how_its_key_is_typed(door: Door) -> None:
    typed = "-".join(door.key[at : at + 5] for at in range(0, 20, 5)).upper().replace("0", "O").replace("1", "l")
    door.enter(door.code(), card=f" {typed} ")


def test_a_phone_opens_only_with_a_code_that_staff_read_out(door: Door) -> None:
    code = door.code()
    with pytest.raises(CodeRefusedError):
        door.enter(code, card="", phone=MOTHER)
    caregiver, family = door.caregiver()
    with transaction(door.engine) as session:
        read = read_out_code(session, caregiver=caregiver, family=family, by="lin", now=door.clock.now())
    entered = door.enter(read, card="", phone="+852 6500 1111")
    assert not entered.by_text
    with reading(door.engine) as session:
        acts = [row.action for row in audit.entries(session, family.code)]
    assert acts[-2:] == ["devices.read-out-code", "devices.open"]


def test_wrong_tries_by_phone_do_not_spoil_the_code_of_a_card(door: Door, wrong: Wrong) -> None:
    code = door.code()
    for nth in range(5):
        with pytest.raises(CodeRefusedError):
            door.enter(wrong(code), card="", phone=MOTHER, address=f"192.0.2.{nth}")
    door.enter(code)


def test_a_mainland_phone_gets_its_code_too(door: Door) -> None:
    door.enrol(participant_code="GZ-005", family="F-005", caregiver1_phone=MAINLAND)
    key = door.card(MAINLAND)
    door.enter(door.code(key), card=key)
    with reading(door.engine) as session:
        text = next(row for row in outbox.all_messages(session) if row.kind == KIND)
    assert (text.route, text.language, text.variant) == ("mainland", "zh-Hans", "one-way")


def test_a_delegate_never_consents(door: Door) -> None:
    grandmother = {"called": "奶奶", "relation": "grandmother", "role": "delegate", "phone": GRANDMOTHER}
    row = {f"caregiver2_{key}": value for key, value in grandmother.items()} | {"caregiver2_language": "zh-Hans"}
    door.enrol(participant_code="GZ-002", family="F-002", caregiver1_phone="+85265009999", **row)
    key = door.card(GRANDMOTHER)
    found = who(door.engine, door.enter(door.code(key), card=key).token, now=door.clock.now())
    assert found is not None
    assert found.caregiver.role is Role.DELEGATE
    assert not found.may_consent


def test_no_secret_is_kept_as_it_is(door: Door) -> None:
    code = door.code()
    token = door.enter(code).token
    with reading(door.engine) as session:
        rows = [*session.exec(select(Card)), *session.exec(select(OneTimeCode)), *session.exec(select(DeviceToken))]
    kept = " ".join(str(row.model_dump()) for row in rows)
    assert door.key not in kept
    assert token not in kept
    assert f"'{code}'" not in kept


def test_a_device_that_lies_unused_for_half_a_year_is_asked_again(door: Door) -> None:
    token = door.enter(door.code()).token
    assert who(door.engine, token, now=door.clock.now()) is not None
    later = door.clock.now() + timedelta(days=181)
    assert who(door.engine, token, now=later) is None
