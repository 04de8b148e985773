"""Enrol children from a file, row by row: bad rows are refused with every reason, the rest go in.

Columns (each also under a Chinese name, see `columns.py`; any other column is refused):

participant_code; family (optional: siblings share it, or a guardian's phone); site (optional if the study has
one); campus; birth_date (YYYY-MM-DD or a spreadsheet date); sex (female, male); child_called (the name the family
chose); place (mainland, hong-kong, macau, unknown; optional); zone (optional, such as Asia/Shanghai); consent_on,
consent_version, consent_reference; and for caregiver1_, caregiver2_ and caregiver3_: called, relation, role
(guardian, delegate), phone, language (zh-Hans, zh-Hant, en), early_texts (yes, no), confirmed (yes: the phone was
tested at the clinic), reminders (optional: yes for guardians, no for delegates).

A second run of the same file changes nothing. A row changed since is refused: a file never overwrites.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.db import transaction
from backend.errors import NuanxinError
from backend.families import queries
from backend.families.admit import admit
from backend.families.cells import Cells
from backend.families.codes import clean_code
from backend.families.columns import name_columns
from backend.families.differ import differences
from backend.families.models import Child
from backend.families.parse_row import Row, RowRefusedError, parse_row
from backend.families.read_sheet import SheetRow, read_sheet
from backend.families.rules import Rules, rules_of
from backend.protocol.pack import Pack


class Outcome(StrEnum):
    ENROLLED = "enrolled"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowResult:
    """What became of one row; `reason` is empty unless it was refused."""

    line: int
    code: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class EnrolReport:
    """What became of every row of a file, and how the file was found to be encoded."""

    rows: tuple[RowResult, ...]
    encoding: str

    def count(self, outcome: Outcome) -> int:
        """How many rows ended so."""
        return sum(row.outcome is outcome for row in self.rows)


@dataclass(frozen=True)
class Alongside:
    """What a room above does with a row in the same transaction: keep its part, or name where it differs."""

    keep: Callable[[Session, Child, Row], None]
    differences: Callable[[Session, Child, Row], list[str]]


def enrol(
    engine: Engine, path: Path, *, pack: Pack, by: str, alongside: Alongside | None = None, now: datetime
) -> EnrolReport:
    """Enrol the rows of `path`, each in its own transaction. Raises SheetUnreadableError, having done nothing."""
    sheet = read_sheet(path)
    rules = rules_of(pack)
    named = name_columns(sheet.header)
    rows = []
    for row in sheet.rows:
        cells = {named[written]: value for written, value in row.cells.items()}
        rows.append(_result(engine, row, cells, rules, by=by, alongside=alongside, now=now))
    return EnrolReport(tuple(rows), sheet.encoding)


def _result(
    engine: Engine,
    sheet_row: SheetRow,
    cells: dict[str, str],
    rules: Rules,
    *,
    by: str,
    alongside: Alongside | None,
    now: datetime,
) -> RowResult:
    code = clean_code(cells["participant_code"])
    try:
        if sheet_row.extra:
            raise RowRefusedError("the row has more cells than there are columns; is a comma unquoted?")
        row = parse_row(Cells(cells), rules, now=now)
        with transaction(engine) as session:
            outcome = _take(session, row, rules, by=by, alongside=alongside, now=now)
    except IntegrityError:
        reason = "somebody else was enrolling the same family at this moment; run the file again"
        return RowResult(sheet_row.line, code, Outcome.REFUSED, reason)
    except NuanxinError as refusal:
        return RowResult(sheet_row.line, code, Outcome.REFUSED, str(refusal))
    return RowResult(sheet_row.line, code, outcome)


def _take(
    session: Session, row: Row, rules: Rules, *, by: str, alongside: Alongside | None, now: datetime
) -> Outcome:
    child = queries.child_with_code(session, row.code)
    if child is None:
        child = admit(session, row=row, rules=rules, by=by, now=now)
        if alongside:
            alongside.keep(session, child, row)
        return Outcome.ENROLLED
    if child.enrolled_as == row.digest:
        return Outcome.UNCHANGED
    differing = differences(session, row, child)
    if alongside:
        differing += alongside.differences(session, child, row)
    if differing:
        raise RowRefusedError(
            f"differs from what is recorded: {', '.join(differing)}; a file never overwrites, nothing was changed"
        )
    return Outcome.UNCHANGED
