"""Who belongs to whom after a file was read, and that reading it again changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from backend.audit.verify import read, verify
from backend.db import reading, transaction
from backend.families import queries
from backend.families.caregiver_queries import caregivers_of, reminder_caregivers
from backend.families.change_language import change_language
from backend.families.enrol import EnrolReport, Outcome, enrol
from backend.families.models import Place, Role
from backend.families.phone_queries import is_confirmed, phone_by_number, phones_of
from backend.languages import Language
from backend.protocol.pack import Pack

Enrol = Callable[..., EnrolReport]
MakeRow = Callable[..., dict[str, str]]
TABLES = ("family", "child", "phone", "caregiver", "phone_fact", "audit_entry", "suppression")


@pytest.fixture
def take(engine: Engine, pack: Pack, now: datetime, make_file: Callable[..., Path]) -> Enrol:
    """Enrol these rows from one file."""

    def run(*rows: dict[str, str]) -> EnrolReport:
        return enrol(engine, make_file(*rows), pack=pack, by="lin", now=now)

    return run


def outcomes(report: EnrolReport) -> list[str]:
    return [row.outcome.value for row in report.rows]


def everything(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return [str(connection.execute(text(f"SELECT * FROM {each}")).all()) for each in TABLES]  # noqa: S608


def test_a_row_becomes_a_family_with_a_child_and_a_guardian(engine: Engine, take: Enrol, row: MakeRow) -> None:
    assert outcomes(take(row())) == ["enrolled"]
    with reading(engine) as session:
        family = queries.family_by_code(session, "p01")
        (child,) = queries.children_of(session, family.id)
        (mother,) = caregivers_of(session, family.id)
        (phone,) = phones_of(session, family.id)
        assert (family.code, family.place, family.site) == ("P01", Place.MAINLAND, "gz")
        assert family.zone == "Asia/Shanghai"
        assert (child.called, child.birth_on, child.campus) == ("小雨", "2018-03-05", "north")
        assert (mother.called, mother.role, mother.language) == ("雨妈", Role.GUARDIAN, Language.ZH_HANS)
        assert mother.early_texts
        assert phone.number == "+8613800138000"
        assert is_confirmed(session, phone.id)


def test_two_guardians_and_a_delegate_keep_their_own_languages(engine: Engine, take: Enrol, row: MakeRow) -> None:
    take(row(caregivers=3))
    with reading(engine) as session:
        family = queries.family_by_code(session, "P01")
        people = {each.relation: each for each in caregivers_of(session, family.id)}
        assert {name: each.language.value for name, each in people.items()} == {
            "mother": "zh-Hans",
            "father": "en",
            "grandmother": "zh-Hant",
        }
        assert [each.role for each in caregivers_of(session, family.id)][-1] is Role.DELEGATE


def test_caregivers_stand_in_the_order_in_which_the_hospital_named_them(
    engine: Engine, take: Enrol, row: MakeRow
) -> None:
    codes = [f"P0{nth}" for nth in range(1, 5)]
    phones = [{f"caregiver{each}_phone": f"+852 51{nth}{each} 4567" for each in (1, 2, 3)} for nth in range(1, 5)]
    take(*(row(caregivers=3, participant_code=code, **mine) for code, mine in zip(codes, phones, strict=True)))
    with reading(engine) as session:
        for code in codes:
            family = queries.family_by_code(session, code)
            named = [each.relation for each in caregivers_of(session, family.id)]
            assert named == ["mother", "father", "grandmother"], code


def test_a_delegate_gets_reminders_only_if_the_file_says_so(engine: Engine, take: Enrol, row: MakeRow) -> None:
    take(row(caregivers=3))
    with reading(engine) as session:
        family = queries.family_by_code(session, "P01")
        asked = reminder_caregivers(session, family.id, ["guardian", "delegate"])
        assert [each.relation for each in asked if each.role is Role.DELEGATE] == []
        assert len(asked) == 2
    take(row(participant_code="P02", caregiver1_phone="13900139000", caregiver1_reminders="no"))
    with reading(engine) as session:
        family = queries.family_by_code(session, "P02")
        assert reminder_caregivers(session, family.id, ["guardian"]) == []


def test_a_phone_that_was_not_tested_is_unconfirmed(engine: Engine, take: Enrol, row: MakeRow) -> None:
    take(row(caregivers=2))
    with reading(engine) as session:
        phone = phone_by_number(session, "+85251234567")
        assert phone is not None
        assert not is_confirmed(session, phone.id)


def test_siblings_with_one_guardians_phone_are_one_family(engine: Engine, take: Enrol, row: MakeRow) -> None:
    report = take(row(), row(participant_code="P02", child_called="小雪", caregivers=2))
    assert outcomes(report) == ["enrolled", "enrolled"]
    with reading(engine) as session:
        family = queries.family_by_code(session, "P02")
        assert family.code == "P01"
        assert [child.code for child in queries.children_of(session, family.id)] == ["P01", "P02"]
        assert len(caregivers_of(session, family.id)) == 2


def test_siblings_with_one_family_code_are_one_family(engine: Engine, take: Enrol, row: MakeRow) -> None:
    second = row(participant_code="P02", family="f1", caregiver1_called="爸爸", caregiver1_phone="13900139000")
    assert outcomes(take(row(family="F1"), second)) == ["enrolled", "enrolled"]
    with reading(engine) as session:
        assert queries.family_by_code(session, "P02").code == "F1"
        assert len(phones_of(session, queries.family_by_code(session, "F1").id)) == 2


def test_a_sibling_may_come_with_a_delegate_once_the_family_has_a_guardian(
    engine: Engine, take: Enrol, row: MakeRow
) -> None:
    aunt = {"caregiver1_role": "delegate", "caregiver1_phone": "13900139000", "caregiver1_relation": "aunt"}
    assert outcomes(take(row(), row(participant_code="P02", family="P01", **aunt))) == ["enrolled", "enrolled"]


def test_a_delegate_of_two_families_does_not_join_them(engine: Engine, take: Enrol, row: MakeRow) -> None:
    other = {"participant_code": "P02", "caregiver1_phone": "13900139000"}
    assert outcomes(take(row(caregivers=3), row(caregivers=3, **other, caregiver2_phone="+852 5123 4568")))
    with reading(engine) as session:
        phone = phone_by_number(session, "+85366123456")
        assert phone is not None
        assert [family.code for family in queries.families_on_phone(session, phone.id)] == ["P01", "P02"]


def test_a_second_run_changes_nothing(engine: Engine, take: Enrol, row: MakeRow) -> None:
    rows = (row(caregivers=3), row(participant_code="P02"))
    take(*rows)
    before = everything(engine)
    assert outcomes(take(*rows)) == ["unchanged", "unchanged"]
    assert everything(engine) == before


def test_a_second_run_after_a_family_changed_its_language_is_unchanged(
    engine: Engine, take: Enrol, row: MakeRow, now: datetime
) -> None:
    take(row())
    with transaction(engine) as session:
        (phone,) = phones_of(session, queries.family_by_code(session, "P01").id)
        change_language(session, phone=phone, language=Language.EN, by="family", now=now)
    assert outcomes(take(row())) == ["unchanged"]
    assert outcomes(take(row(caregiver1_language="en"))) == ["unchanged"]


def test_a_changed_row_is_refused_with_the_columns_that_differ(engine: Engine, take: Enrol, row: MakeRow) -> None:
    take(row())
    before = everything(engine)
    changed = row(child_called="雨雨", campus="south", caregiver1_language="en", caregiver1_early_texts="no")
    (result,) = take(changed).rows
    assert result.outcome is Outcome.REFUSED
    for column in (
        "child_called",
        "campus",
        "caregiver1_language (use `nuanxin language`)",
        "caregiver1_early_texts",
    ):
        assert column in result.reason
    assert "雨雨" not in result.reason
    assert everything(engine) == before


def test_a_new_number_for_an_enrolled_child_is_a_difference(take: Enrol, row: MakeRow) -> None:
    take(row())
    (result,) = take(row(caregiver1_phone="13900139000")).rows
    assert "caregiver1_phone" in result.reason


def test_good_rows_go_in_beside_bad_ones(engine: Engine, take: Enrol, row: MakeRow) -> None:
    bad = row(participant_code="P02", birth_date="2001-01-01", caregiver1_phone="120")
    good = row(participant_code="P03", caregiver1_phone="13900139000")
    report = take(row(), bad, good)
    assert outcomes(report) == ["enrolled", "refused", "enrolled"]
    assert [(each.line, each.code) for each in report.rows] == [(2, "P01"), (3, "P02"), (4, "P03")]
    assert report.count(Outcome.ENROLLED) == 2
    with reading(engine) as session:
        assert queries.child_with_code(session, "P02") is None


def test_everything_that_was_enrolled_is_in_the_familys_audit(engine: Engine, take: Enrol, row: MakeRow) -> None:
    take(row())
    with reading(engine) as session:
        assert verify(session, "P01") == []
        done = read(session, "P01")
    assert [entry.action for entry in done] == [
        "families.open",
        "families.enrol",
        "families.add-caregiver",
        "families.confirm-phone",
    ]
    assert {entry.actor for entry in done} == {"lin"}
    assert (done[1].after or {})["called"] == "小雨"


def test_names_numbers_and_birth_dates_are_not_readable_in_the_database(
    engine: Engine, take: Enrol, row: MakeRow
) -> None:
    take(row(caregivers=3))
    stored = "".join(everything(engine))
    for secret in ("小雨", "雨妈", "13800138000", "51234567", "2018-03-05"):
        assert secret not in stored


def test_two_runs_of_one_story_have_the_same_ids(engine: Engine, take: Enrol, row: MakeRow) -> None:
    take(row())
    with reading(engine) as session:
        family = queries.family_by_code(session, "P01")
        assert family.id == queries.stable_id("family", "P01")


def test_two_people_enrolling_one_file_at_once_make_one_family(
    engine: Engine, pack: Pack, now: datetime, make_file: Callable[..., Path], row: MakeRow
) -> None:
    path = make_file(row(caregivers=3), row(participant_code="P02"))
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(enrol, engine, path, pack=pack, by=by, now=now) for by in ("lin", "wang")]
    results = [row.outcome for run in runs for row in run.result().rows]
    assert results.count(Outcome.ENROLLED) == 2
    with reading(engine) as session:
        (family,) = queries.families(session)
        assert len(queries.children_of(session, family.id)) == 2
        assert len(caregivers_of(session, family.id)) == 3
        assert verify(session, "P01") == []
