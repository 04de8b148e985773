"""What became known about a number decides what may go there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.verify import read
from backend.db import reading, transaction
from backend.families import queries
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.change_language import change_language
from backend.families.confirm_phone import confirm, report_wrong_number
from backend.families.models import Caregiver, Family, Phone, PhoneState, Role
from backend.families.phone_queries import confirmed_phones, is_confirmed, phone_facts, phone_state
from backend.languages import Language
from backend.outbox.suppress import Scope, is_suppressed
from backend.vault import blind

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def caregiver(session: Session, family: str, phone: Phone, language: Language = Language.ZH_HANS) -> None:
    queries.add(session, Family(id=family, code=family, site="gz", created_at=NOW))
    queries.add(
        session,
        Caregiver(
            id=f"{family}-{phone.id}",
            family_id=family,
            nth=1,
            phone_id=phone.id,
            called="外婆",
            relation="grandmother",
            role=Role.DELEGATE,
            language=language,
            gets_reminders=True,
            created_at=NOW,
        ),
    )


@pytest.fixture
def phone(engine: Engine) -> Phone:
    """A grandmother's phone, who helps in two families."""
    number = "+85366123456"
    with transaction(engine) as session:
        phone = Phone(id="phone", number=number, number_index=blind(number), country="+853", created_at=NOW)
        queries.add(session, phone)
        caregiver(session, "F1", phone)
        caregiver(session, "F2", phone, Language.EN)
        return phone


def test_a_phone_is_unconfirmed_until_somebody_confirms_it(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        assert not is_confirmed(session, phone.id)
        assert confirm(session, phone=phone, by="lin", now=NOW)
        assert is_confirmed(session, phone.id)
        assert confirmed_phones(session, [phone.id, "other"]) == {phone.id}


def test_confirming_again_adds_no_fact(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        assert confirm(session, phone=phone, by="lin", now=NOW)
        assert not confirm(session, phone=phone, by="wang", now=NOW + DAY)
        assert len(phone_facts(session, phone.id)) == 1


def test_a_wrong_number_is_silenced_and_no_longer_confirmed(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        confirm(session, phone=phone, by="lin", now=NOW)
        assert report_wrong_number(session, phone=phone, by="family", now=NOW + DAY)
        assert not report_wrong_number(session, phone=phone, by="family", now=NOW + 2 * DAY)
    with reading(engine) as session:
        assert phone_state(session, phone.id) is PhoneState.WRONG_NUMBER
        assert is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index) == ("wrong-number",)


def test_a_wrong_number_gets_nothing_that_waits(
    engine: Engine, phone: Phone, waiting: Callable[..., str], status_of: Callable[[str], str]
) -> None:
    there, elsewhere = waiting(number_index=phone.number_index), waiting(number_index="elsewhere")
    with transaction(engine) as session:
        report_wrong_number(session, phone=phone, by="family", now=NOW)
    assert (status_of(there), status_of(elsewhere)) == ("canceled", "pending")


def test_a_wrong_number_that_is_confirmed_later_speaks_again(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        report_wrong_number(session, phone=phone, by="family", now=NOW)
        confirm(session, phone=phone, by="lin", note="called back", now=NOW + DAY)
    with reading(engine) as session:
        assert is_confirmed(session, phone.id)
        assert is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index) == ()


def test_how_a_phone_stood_on_any_day_can_be_told(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        confirm(session, phone=phone, by="lin", now=NOW)
        report_wrong_number(session, phone=phone, by="family", now=NOW + DAY)
        assert not is_confirmed(session, phone.id, as_of=NOW - DAY)
        assert is_confirmed(session, phone.id, as_of=NOW)
        assert phone_state(session, phone.id, as_of=NOW + DAY) is PhoneState.WRONG_NUMBER


def test_facts_of_one_moment_count_in_the_order_they_were_recorded(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        for verb in (confirm, report_wrong_number, confirm):
            verb(session, phone=phone, by="lin", now=NOW)
        assert is_confirmed(session, phone.id)


def test_every_family_of_a_phone_has_it_in_its_audit(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        report_wrong_number(session, phone=phone, by="lin", note="somebody else answered", now=NOW)
    with reading(engine) as session:
        for code in ("F1", "F2"):
            (entry,) = read(session, code)
            assert (entry.action, entry.reason) == ("families.wrong-number", "somebody else answered")
            assert entry.before == {"state": "unconfirmed"}


def test_a_language_is_changed_for_everybody_on_the_phone(engine: Engine, phone: Phone) -> None:
    with transaction(engine) as session:
        assert change_language(session, phone=phone, language=Language.EN, by="family", now=NOW) == 1
        assert change_language(session, phone=phone, language=Language.EN, by="family", now=NOW) == 0
    with reading(engine) as session:
        assert {each.language for each in caregivers_on_phone(session, phone.id)} == {Language.EN}
        (entry,) = read(session, "F1")
        assert (entry.before, entry.after) == ({"language": "zh-Hans"}, {"language": "en"})
        assert read(session, "F2") == []
