"""Files as clinics make them: Chinese spreadsheets, marks and encodings, and files that are none."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import Engine

from backend.db import reading
from backend.families import queries
from backend.families.caregiver_queries import reminder_caregivers
from backend.families.columns import REQUIRED, name_columns
from backend.families.enrol import Outcome, enrol
from backend.families.phone_queries import phones_of
from backend.families.read_sheet import SheetUnreadableError, read_sheet
from backend.protocol.pack import Pack

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("families.csv", "utf-8"), ("families-gb18030.csv", "gb18030"), ("families.xlsx", "xlsx")],
)
def test_one_story_in_every_format_enrols_the_same_families(
    engine: Engine, pack: Pack, name: str, encoding: str
) -> None:
    report = enrol(engine, FILES / name, pack=pack, by="lin", now=NOW)
    assert [(row.code, row.outcome, row.reason) for row in report.rows] == [
        (code, Outcome.ENROLLED, "") for code in ("P01", "P02", "P03")
    ]
    assert report.encoding == encoding
    with reading(engine) as session:
        rain, leo = queries.families(session)[1], queries.families(session)[0]
        assert [family.code for family in (leo, rain)] == ["F3", "P01"]
        children = queries.children_of(session, rain.id)
        assert [(child.called, child.birth_on) for child in children] == [
            ("小雨", "2018-03-05"),
            ("小雪", "2021-07-19"),
        ]
        assert {phone.number for phone in phones_of(session, rain.id)} == {
            "+8613800138000",
            "+85251234567",
            "+85366123456",
        }
        assert [phone.number for phone in phones_of(session, leo.id)] == ["+85261234567"]
        assert len(reminder_caregivers(session, rain.id, ["guardian", "delegate"])) == 3


def test_the_same_families_in_another_format_are_unchanged(engine: Engine, pack: Pack) -> None:
    enrol(engine, FILES / "families.csv", pack=pack, by="lin", now=NOW)
    for name in ("families-gb18030.csv", "families.xlsx"):
        report = enrol(engine, FILES / name, pack=pack, by="lin", now=NOW)
        assert {row.outcome for row in report.rows} == {Outcome.UNCHANGED}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_a_csv_is_found(
    make_file: Callable[..., Path], row: Callable[..., dict[str, str]], encoding: str
) -> None:
    sheet = read_sheet(make_file(row(), encoding=encoding))
    assert sheet.encoding == encoding
    assert sheet.rows[0].cells["child_called"] == "小雨"
    assert sheet.header[0] == "participant_code"


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a,b\n\n"1\n1",2\n,\n3,4\n5,6,7\n', encoding="utf-8")
    rows = read_sheet(path).rows
    assert [(row.line, row.cells["a"], row.extra) for row in rows] == [
        (3, "1\n1", False),
        (6, "3", False),
        (7, "5", True),
    ]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_understood(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"a{delimiter}b\n1{delimiter}2,3\n", encoding="utf-8")
    assert read_sheet(path).rows[0].cells == {"a": "1", "b": "2,3"}


def test_spreadsheet_cells_read_as_they_look(tmp_path: Path) -> None:
    book = Workbook()
    cells = [13800138000.0, 13800138000, date(2018, 3, 5), datetime(2018, 3, 5), True, " x ", None, 2.5]
    sheet = book.worksheets[0]
    sheet.append([f"c{nth}" for nth in range(len(cells))])
    sheet.append(cells)
    book.save(tmp_path / "x.xlsx")
    (row,) = read_sheet(tmp_path / "x.xlsx").rows
    expected = ["13800138000", "13800138000", "2018-03-05", "2018-03-05", "yes", "x", "", "2.5"]
    assert list(row.cells.values()) == expected


def test_a_row_with_too_many_cells_is_refused_and_the_rest_go_in(
    engine: Engine, pack: Pack, make_file: Callable[..., Path], row: Callable[..., dict[str, str]]
) -> None:
    path = make_file(row(), row(participant_code="P02", child_called="小雪"))
    path.write_text(path.read_text("utf-8").replace("小雨", "小,雨"), encoding="utf-8")
    first, second = enrol(engine, path, pack=pack, by="lin", now=NOW).rows
    assert "more cells than there are columns" in first.reason
    assert second.outcome is Outcome.ENROLLED


def test_every_wrong_column_is_named_and_nothing_is_read(
    engine: Engine, pack: Pack, make_file: Callable[..., Path], row: Callable[..., dict[str, str]]
) -> None:
    bad = row() | {"身份证号": "x", "arm": "1", "性别": "女"}
    del bad["birth_date"]
    with pytest.raises(SheetUnreadableError) as refusal:
        enrol(engine, make_file(bad), pack=pack, by="lin", now=NOW)
    for part in (
        "unknown column '身份证号'",
        "unknown column 'arm'",
        "'sex' is there twice",
        "'birth_date' is missing",
    ):
        assert part in str(refusal.value)
    with reading(engine) as session:
        assert queries.families(session) == []


def test_column_names_may_be_written_with_spaces_capitals_and_full_width_letters() -> None:
    header = (*REQUIRED[1:], "Ｐarticipant Code")
    assert name_columns(header)["Ｐarticipant Code"] == "participant_code"


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000_001)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.csv", b"", "is empty"),
        ("x.csv", b"\n,,\n", "is empty"),
        ("x.csv", b"\x00\x01\x02", "neither UTF-8 nor GB18030"),
        ("x.csv", b"a,b\n\xff\xff,1\n", "neither UTF-8 nor GB18030"),
        ("x.csv", b'a,b\n"1,2\n', "not valid CSV"),
        ("x.xlsx", b"not a workbook", "not a workbook"),
        ("x.xlsx", b"PK\x03\x04broken", "not a workbook"),
        ("x.csv", b"a" * 10_000_001, "larger than 10 MB"),
        ("x.csv", b"a\n" + b"1\n" * 10_001, "more than 10000 rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SheetUnreadableError, match=words):
        read_sheet(tmp_path / name)


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(bomb())
    with pytest.raises(SheetUnreadableError, match="too large when opened"):
        read_sheet(tmp_path / "x.xlsx")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetUnreadableError, match=r"x\.csv cannot be opened"):
        read_sheet(tmp_path / "x.csv")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".xlsx"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    try:
        sheet = read_sheet(path)
    except SheetUnreadableError:
        return
    assert all(set(row.cells) == set(sheet.header) for row in sheet.rows)
