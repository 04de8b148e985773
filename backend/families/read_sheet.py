"""Reading a table out of a .csv or .xlsx file, as text cells under the names in its first row.

A .csv may be UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030, which Chinese Excel writes.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from backend.errors import NuanxinError

LARGEST_FILE = 10_000_000
LARGEST_OPENED = 100_000_000
MOST_ROWS = 10_000


class SheetUnreadableError(NuanxinError):
    """The file as a whole cannot be read; nothing was taken from it."""

    type = "sheet-unreadable"
    status_code = 422


@dataclass(frozen=True)
class SheetRow:
    """One row: `line` as an editor or spreadsheet counts it; `extra` cells lie beyond the last column."""

    line: int
    cells: Mapping[str, str]
    extra: bool


@dataclass(frozen=True)
class Sheet:
    """A table: its column names as written, its rows that are not blank, and how the file was encoded."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    encoding: str


def read_sheet(path: Path) -> Sheet:
    """The table in `path`. Raises SheetUnreadableError."""
    raw = _bytes(path)
    if path.suffix.lower() == ".xlsx" or raw.startswith(b"PK\x03\x04"):
        return _table(_workbook_lines(raw), "xlsx")
    text, encoding = _decoded(raw)
    return _table(_csv_lines(text), encoding)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SheetUnreadableError(f"{path.name} is larger than 10 MB; split it.")
        return path.read_bytes()
    except OSError as error:
        raise SheetUnreadableError(f"{path.name} cannot be opened: {error.strerror}.") from error


def _table(lines: Iterator[tuple[int, list[str]]], encoding: str) -> Sheet:
    filled = ((line, cells) for line, cells in lines if any(cells))
    _, first = next(filled, (0, []))
    if not first:
        raise SheetUnreadableError("The file is empty; its first row must name the columns.")
    while not first[-1]:
        first.pop()
    rows: list[SheetRow] = []
    for line, cells in filled:
        if len(rows) == MOST_ROWS:
            raise SheetUnreadableError(f"The file has more than {MOST_ROWS} rows; split it.")
        padded = cells + [""] * (len(first) - len(cells))
        extra = any(padded[len(first) :])
        rows.append(SheetRow(line, dict(zip(first, padded, strict=False)), extra))
    return Sheet(tuple(first), tuple(rows), encoding)


def _decoded(raw: bytes) -> tuple[str, str]:
    for encoding in _possible_encodings(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        marked = encoding != "utf-8-sig" or raw.startswith(b"\xef\xbb\xbf")
        return text.removeprefix("\ufeff"), encoding if marked else "utf-8"
    raise SheetUnreadableError("This is neither UTF-8 nor GB18030 text; save it as .xlsx or as CSV UTF-8.")


def _possible_encodings(raw: bytes) -> tuple[str, ...]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return () if b"\0" in raw else ("utf-8-sig", "gb18030")


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise SheetUnreadableError(f"Line {line} is not valid CSV: {error}.") from error


def _workbook_lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_OPENED:
                raise SheetUnreadableError("The workbook is too large when opened; save only the one sheet.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not keep
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            lines = [[_as_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise SheetUnreadableError("This is not a workbook that can be read; save it as .xlsx again.") from error
    yield from enumerate(lines, start=1)


def _as_text(value: Any) -> str:
    """A cell as it would be typed: a date as 2026-03-05, a number without `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    return str(value).strip()
