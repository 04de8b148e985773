"""Tables as files: CSV as spreadsheets read it, one workbook of all tables, and the dictionary of their columns."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from backend.exports.rows import Cell, Desk, rows_of
from backend.exports.tables import COLUMNS, Table
from backend.languages import Language, gettext

MARK = "\ufeff"  # without it spreadsheets read Chinese as gibberish
DICTIONARY = "dictionary"
DICTIONARY_HEAD = ("table", "column", "values", "means_zh", "means_en")


def as_csv(desk: Desk, table: Table) -> str:
    """One table."""
    return _csv(_head(table), rows_of(desk, table))


def dictionary_csv() -> str:
    """What every column of every table means, in both languages."""
    return _csv(DICTIONARY_HEAD, dictionary())


def as_workbook(desk: Desk) -> bytes:
    """Every table on a sheet of its own, the dictionary first."""
    book = Workbook(write_only=True)
    _sheet(book, DICTIONARY, DICTIONARY_HEAD, dictionary())
    for table in Table:
        _sheet(book, table.value, _head(table), rows_of(desk, table))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def dictionary() -> Iterator[tuple[str, ...]]:
    """A line a column."""
    for table, columns in COLUMNS.items():
        for each in columns:
            zh, en = (gettext(each.means, language) for language in (Language.ZH_HANS, Language.EN))
            yield table.value, each.name, each.values, zh, en


def _head(table: Table) -> Sequence[str]:
    return [each.name for each in COLUMNS[table]]


def _csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return MARK + out.getvalue()


def _sheet(book: Workbook, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    cells = [WriteOnlyCell(sheet, value=each) for each in head]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in rows:
        sheet.append([_safe(cell) for cell in row])


def _safe(cell: Cell) -> Cell:
    """A cell that a spreadsheet would take for a formula is quoted."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell
