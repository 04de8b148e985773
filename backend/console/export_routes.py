"""The page of exports and its files: rows by participant code, for every role; each taking is kept in the audit."""

from fastapi import APIRouter
from fastapi.responses import Response

from backend.console.guard_routes import GUARDED, EngineOf, PackOf, ReaderNow
from backend.console.pages import render
from backend.console.reader import Reader
from backend.console.surroundings import chrome_of
from backend.db import reading, transaction
from backend.errors import NotFoundError
from backend.exports.keep_track import keep_track
from backend.exports.rows import Desk
from backend.exports.tables import COLUMNS, Table
from backend.exports.write import as_csv, as_workbook, dictionary_csv
from backend.languages import marked

router = APIRouter(prefix="/console/exports", include_in_schema=False, dependencies=[*GUARDED])
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
TABLES = {
    Table.WINDOWS: marked("What was expected, and what became of it: diaries, visits, confirmations"),
    Table.ENTRIES: marked("Diary answers with every correction; own words are left out"),
    Table.VISITS: marked("What happened to visits"),
    Table.CONCERNS: marked("Every concern, event by event"),
    Table.MESSAGES: marked("Every text, without its words and number"),
}


@router.get("")
def exports(engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """What can be taken, and what every column means."""
    tables = [(table.value, reader.say(words), COLUMNS[table]) for table, words in TABLES.items()]
    with reading(engine) as session:
        chrome = chrome_of(session, reader, pack, section="exports", path="/console/exports")
    return render("exports.html", reader, chrome=chrome, tables=tables)


@router.get("/nuanxin.xlsx")
def workbook(engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """Every table on its sheet."""
    with transaction(engine) as session:
        keep_track(session, what="workbook", site=reader.member.site, by=reader.member.name, now=reader.now)
        content = as_workbook(Desk(session, pack, reader.member.site, reader.now))
    return _file(content, SHEETS, "nuanxin", "xlsx", reader)


@router.get("/dictionary.csv")
def dictionary(reader: ReaderNow) -> Response:
    """What every column means."""
    return _file(dictionary_csv().encode(), CSV, "dictionary", "csv", reader)


@router.get("/{name}.csv")
def table(engine: EngineOf, reader: ReaderNow, pack: PackOf, name: str) -> Response:
    """One table. Raises NotFoundError."""
    if name not in list(Table):
        raise NotFoundError("There is no such table.")
    with transaction(engine) as session:
        keep_track(session, what=name, site=reader.member.site, by=reader.member.name, now=reader.now)
        content = as_csv(Desk(session, pack, reader.member.site, reader.now), Table(name))
    return _file(content.encode(), CSV, name, "csv", reader)


def _file(content: bytes, media_type: str, name: str, ending: str, reader: Reader) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}-{reader.now:%Y%m%d-%H%M}Z.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)
