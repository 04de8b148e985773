"""The tables by participant code: complete, described, and without a name, a number or a family's own words."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from backend.concerns.raise_concern import raise_concern, staff_signal
from backend.db import reading, transaction
from backend.exports.rows import Desk, rows_of
from backend.exports.tables import COLUMNS, Table
from backend.exports.write import as_csv, as_workbook, dictionary, dictionary_csv
from backend.families import queries as families
from backend.triage.understanding import Urgency
from tests.diary.home import OTHERS, Home, uuid
from tests.journeys.study import FATHER, MOTHER

SECRET = ("安安", "乐乐", MOTHER, FATHER, MOTHER[-8:], FATHER[-8:], "妈妈说昨晚咳了", "pale at the clinic")


@pytest.fixture
def home(engine: Engine, tmp_path: Path) -> Home:
    """GZ-001 keeps a diary, corrects it and has a worry; GZ-002 of another family is enrolled."""
    home = Home(engine, tmp_path, {}, OTHERS)
    home.at("2026-12-10 11:00").infusion()
    home.plan()
    home.at("2026-12-10 19:00")
    home.sends(home.entry("a", {"note": "妈妈说昨晚咳了"}))
    home.sends(
        home.entry("b", {"temperature": {"amount": "37.2", "place": "armpit"}}, corrects=uuid("a"), reason="x")
    )
    home.sends(home.event("e", "other", answers={"note": "妈妈说昨晚咳了"}))
    with transaction(engine) as session:
        signal = staff_signal(
            level=Urgency.URGENT, words="pale at the clinic", child_code="GZ-001", by="lin", now=home.now
        )
        raise_concern(session, signal, family=families.family_by_code(session, "F-001"), pack=home.pack, now=home.now)
    return home.at("2026-12-14 13:00")


def taken(home: Home, table: Table, site: str = "") -> list[dict[str, str]]:
    with reading(home.engine) as session:
        text = as_csv(Desk(session, home.pack, site, home.now), table)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_answers_are_told_with_every_correction_and_which_holds(home: Home) -> None:
    rows = [row for row in taken(home, Table.ENTRIES) if row["item"] == "temperature"]
    assert [(row["version"], row["holds"], row["answer"], row["unit"], row["place"]) for row in rows] == [
        ("1", "no", "36.8", "C", "armpit"),
        ("2", "yes", "37.2", "C", "armpit"),
    ]
    assert {(row["participant_code"], row["by"], row["way"]) for row in rows} == {("GZ-001", "family", "app")}


def test_windows_say_what_they_count_as(home: Home) -> None:
    daily = {row["due_on"]: row["counts_as"] for row in taken(home, Table.WINDOWS) if row["what"] == "daily"}
    assert daily == {
        "2026-12-10": "on-time",
        "2026-12-11": "missed",
        "2026-12-12": "overdue",
        "2026-12-13": "overdue",
    }


@pytest.mark.parametrize("table", Table)
def test_no_table_holds_a_name_a_number_or_own_words(home: Home, table: Table) -> None:
    with reading(home.engine) as session:
        desk = Desk(session, home.pack, "", home.now)
        text = as_csv(desk, table)
        rows = list(rows_of(desk, table))
    who = [each.name for each in COLUMNS[table]].index("by") if table not in (Table.WINDOWS, Table.MESSAGES) else None
    assert who is None or {row[who] for row in rows} <= {"family", "staff", "program"}
    assert all(len(row) == len(COLUMNS[table]) for row in rows)
    assert [word for word in SECRET if word in text] == []


def test_a_site_takes_its_own_children_only(home: Home) -> None:
    with transaction(home.engine) as session:
        families.family_by_code(session, "F-001").site = "elsewhere"
    assert all(
        taken(home, table, "gwcmc") == [] or "GZ-001" not in str(taken(home, table, "gwcmc")) for table in Table
    )
    assert {row["participant_code"] for row in taken(home, Table.ENTRIES, "elsewhere")} == {"GZ-001"}


def test_the_workbook_holds_what_the_csv_files_hold(home: Home) -> None:
    with reading(home.engine) as session:
        book = load_workbook(io.BytesIO(as_workbook(Desk(session, home.pack, "", home.now))), read_only=True)
    assert book.sheetnames == ["dictionary", *(table.value for table in Table)]
    for table in Table:
        head, *rows = book[table.value].iter_rows(values_only=True)
        assert list(head) == [each.name for each in COLUMNS[table]]
        assert len(rows) == len(taken(home, table))


def test_every_column_is_described_in_both_languages() -> None:
    lines = list(dictionary())
    assert {(table, name) for table, name, *_ in lines} == {
        (table.value, each.name) for table, columns in COLUMNS.items() for each in columns
    }
    assert all(zh and en and zh != en for *_, zh, en in lines)
    assert dictionary_csv().count("\r\n") == len(lines) + 1
