"""Every reason for which a row is not taken, in words that say what to do."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.db import reading, transaction
from backend.families import queries
from backend.families.confirm_phone import report_wrong_number
from backend.families.enrol import EnrolReport, Outcome, enrol
from backend.families.parse_row import years_between
from backend.families.phone_queries import phone_by_number, phones_of
from backend.protocol.pack import Pack
from backend.protocol.study import Site

Refusal = Callable[..., str]
MakeRow = Callable[..., dict[str, str]]


@pytest.fixture
def take(engine: Engine, pack: Pack, now: datetime, make_file: Callable[..., Path]) -> Callable[..., EnrolReport]:
    def run(*rows: dict[str, str], at: datetime = now) -> EnrolReport:
        return enrol(engine, make_file(*rows), pack=pack, by="lin", now=at)

    return run


@pytest.fixture
def refusal(take: Callable[..., EnrolReport]) -> Refusal:
    """Why the last of these rows was refused; those before it must have gone in."""

    def run(*rows: dict[str, str]) -> str:
        *before, last = take(*rows).rows
        assert [each.outcome for each in before] == [Outcome.ENROLLED] * len(before)
        assert last.outcome is Outcome.REFUSED
        return last.reason

    return run


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"participant_code": ""}, "participant_code is missing"),
        ({"participant_code": "张 三"}, "participant_code is not a code"),
        ({"family": "../F1"}, "family is not a code"),
        ({"site": "sz"}, "site is unknown; the study has: gz"),
        ({"campus": ""}, "campus is missing"),
        ({"campus": "east"}, "campus is unknown; the site has: north, south"),
        ({"birth_date": ""}, "birth_date is missing; write it as YYYY-MM-DD"),
        ({"birth_date": "05/03/2018"}, "birth_date is not a date"),
        ({"birth_date": "2018-02-30"}, "birth_date is not a date"),
        ({"birth_date": "2024-03-05"}, "makes the child 2 on the day of consent; the study takes 3 to 12"),
        ({"birth_date": "2013-11-20"}, "makes the child 13 on the day of consent"),
        ({"birth_date": "2027-01-01"}, "birth_date lies after the day of consent"),
        ({"sex": "x"}, "sex is unknown; write one of: female, male"),
        ({"child_called": ""}, "child_called is missing"),
        ({"child_called": "雨" * 61}, "child_called is longer than 60 characters"),
        ({"child_called": "小\x07雨"}, "child_called has characters that cannot be printed"),
        ({"place": "moon"}, "place is unknown; write one of: mainland, hong-kong, macau, unknown"),
        ({"zone": "China"}, "zone is not a time zone"),
        ({"zone": "../etc/passwd"}, "zone is not a time zone"),
        ({"consent_on": ""}, "consent_on is missing"),
        ({"consent_on": "2026-12-02"}, "consent_on lies in the future"),
        ({"consent_version": ""}, "consent_version is missing"),
        ({"consent_reference": ""}, "consent_reference is missing"),
        ({"caregiver1_called": ""}, "caregiver1_called is missing"),
        ({"caregiver1_relation": "neighbour"}, "caregiver1_relation is unknown"),
        ({"caregiver1_role": ""}, "caregiver1_role is missing; write one of: guardian, delegate"),
        ({"caregiver1_role": "delegate"}, "no caregiver is a guardian"),
        ({"caregiver1_phone": ""}, "caregiver1_phone is refused. There is no number"),
        ({"caregiver1_phone": "020-81234567"}, "caregiver1_phone is refused. This is a landline"),
        ({"caregiver1_phone": "10086"}, "caregiver1_phone is refused. This is a short or service number"),
        ({"caregiver1_phone": "5123 4567"}, "caregiver1_phone is refused. This is not a valid number"),
        ({"caregiver1_language": "Cantonese"}, "caregiver1_language is unknown; write one of: zh-Hans"),
        ({"caregiver1_early_texts": "perhaps"}, "caregiver1_early_texts is unknown; write one of: yes, no"),
        ({"caregiver1_confirmed": "?"}, "caregiver1_confirmed is unknown"),
        ({"caregiver2_called": "爸爸"}, "caregiver2_phone is refused. There is no number"),
    ],
)
def test_a_wrong_cell_is_refused_by_name(refusal: Refusal, row: MakeRow, cells: dict[str, str], reason: str) -> None:
    assert reason in refusal(row(**cells))


def test_a_study_with_several_sites_needs_the_site(
    pack: Pack, site: Site, monkeypatch: pytest.MonkeyPatch, refusal: Refusal, row: MakeRow
) -> None:
    monkeypatch.setattr(pack.study, "sites", (site, site.model_copy(update={"key": "sz"})))
    assert "site is missing; the study has: gz, sz" in refusal(row())


def test_all_reasons_of_a_row_come_at_once(refusal: Refusal, row: MakeRow) -> None:
    reasons = refusal(row(sex="", campus="", consent_on="2030-01-01", caregiver1_phone="1")).split("; ")
    columns = [reason.split(" ")[0] for reason in reasons]
    assert {"sex", "campus", "consent_on", "caregiver1_phone"} <= set(columns)


def test_two_people_cannot_share_one_phone_in_a_row(refusal: Refusal, row: MakeRow) -> None:
    assert "is also caregiver1's" in refusal(row(caregivers=2, caregiver2_phone="13800138000"))


def test_a_guardians_phone_decides_against_another_family_code(refusal: Refusal, row: MakeRow) -> None:
    reason = refusal(row(), row(participant_code="P02", family="F9"))
    assert reason == "family is F9, but the guardian's phone belongs to P01"


def test_guardians_of_two_families_cannot_meet_in_one_row(refusal: Refusal, row: MakeRow) -> None:
    other = row(participant_code="P02", caregiver1_phone="+852 5123 4567")
    assert "belong to different families, P01 and P02" in refusal(
        row(), other, row(participant_code="P03", caregivers=2)
    )


def test_a_sibling_row_that_contradicts_the_family_is_refused(refusal: Refusal, row: MakeRow) -> None:
    reason = refusal(row(), row(participant_code="P02", place="macau", zone="Asia/Macau", caregiver1_called="妈妈"))
    assert "place is macau, but family P01 has mainland" in reason
    assert "zone is Asia/Macau" in reason
    assert "caregiver1_called differs from what family P01 has" in reason


def test_a_code_that_names_another_family_is_refused(refusal: Refusal, row: MakeRow) -> None:
    other = row(participant_code="F1", caregiver1_phone="13900139000")
    assert "participant_code F1 is the code of another family" in refusal(row(family="F1"), other)


def test_a_family_code_that_is_anothers_participant_code_is_refused(refusal: Refusal, row: MakeRow) -> None:
    other = row(participant_code="P02", family="P01", caregiver1_phone="13900139000")
    assert "family P01 is the code of a participant in another family" in refusal(row(family="F1"), other)


def test_one_code_twice_in_a_file_is_one_child(refusal: Refusal, row: MakeRow) -> None:
    assert "differs from what is recorded: child_called" in refusal(row(), row(child_called="小雪"))


def test_a_number_known_to_be_wrong_is_refused(
    engine: Engine, refusal: Refusal, row: MakeRow, take: Callable[..., EnrolReport], now: datetime
) -> None:
    take(row())
    with transaction(engine) as session:
        (phone,) = phones_of(session, queries.family_by_code(session, "P01").id)
        report_wrong_number(session, phone=phone, by="lin", now=now)
    assert "caregiver1_phone was reported as a wrong number" in refusal(row(participant_code="P02"))


def test_consent_today_in_the_familys_zone_is_not_in_the_future(
    take: Callable[..., EnrolReport], row: MakeRow
) -> None:
    just_after_midnight_in_china = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    report = take(row(consent_on="2026-12-01"), at=just_after_midnight_in_china)
    assert report.rows[0].outcome is Outcome.ENROLLED


def test_a_refused_row_leaves_nothing_behind(engine: Engine, refusal: Refusal, row: MakeRow) -> None:
    refusal(row(caregiver1_role="delegate", caregivers=1))
    with reading(engine) as session:
        assert queries.families(session) == []
        assert phone_by_number(session, "+8613800138000") is None


@pytest.mark.parametrize(
    ("on", "years"), [("2026-02-27", 5), ("2026-02-28", 5), ("2026-03-01", 6), ("2028-02-28", 7), ("2028-02-29", 8)]
)
def test_a_child_born_on_29_february_turns_older_on_1_march(on: str, years: int) -> None:
    born = datetime(2020, 2, 29, tzinfo=UTC).date()
    assert years_between(born, datetime.fromisoformat(on).date()) == years
