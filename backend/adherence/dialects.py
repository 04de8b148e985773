"""What the two databases write differently: exact lengths of time, and the Monday of a day."""

from typing import Any

from sqlalchemy import BigInteger, Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from backend.db import UTCDateTime


class microseconds(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """A moment as whole microseconds since 1970, exactly."""

    type = BigInteger()
    inherit_cache = True


class monday(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it is
    """The Monday of the week that a day is in."""

    type = Date()
    inherit_cache = True


class days_between(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """How many days a day comes after another."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _days_between(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    day, earlier = (compiler.process(each, **kw) for each in element.clauses)
    return f"({day} - {earlier})"


@compiles(days_between, "sqlite")
def _days_between_in_sqlite(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    day, earlier = (compiler.process(each, **kw) for each in element.clauses)
    return f"CAST(julianday({day}) - julianday({earlier}) AS INTEGER)"


@compiles(microseconds)
def _microseconds(element: microseconds, compiler: SQLCompiler, **kw: Any) -> str:
    moment = compiler.process(element.clauses, **kw)
    return f"CAST(EXTRACT(EPOCH FROM {moment}) * 1000000 AS BIGINT)"


@compiles(microseconds, "sqlite")
def _microseconds_in_sqlite(element: microseconds, compiler: SQLCompiler, **kw: Any) -> str:
    """Moments are text of 26 characters there; julianday would lose the last digits."""
    moment = compiler.process(element.clauses, **kw)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) * 1000000 + CAST(substr({moment}, 21, 6) AS INTEGER))"


@compiles(monday)
def _monday(element: monday, compiler: SQLCompiler, **kw: Any) -> str:
    day = compiler.process(element.clauses, **kw)
    return f"({day} - CAST(EXTRACT(ISODOW FROM {day}) AS INTEGER) + 1)"


@compiles(monday, "sqlite")
def _monday_in_sqlite(element: monday, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, 'weekday 0', '-6 days')"


class local_start(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it is
    """The moment at which a day, so many days later, begins in a zone."""

    type = UTCDateTime()
    inherit_cache = True


class local_hour(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it is
    """So many days after the local day of a moment, at an hour (`HH:MM`) on the wall there."""

    type = UTCDateTime()
    inherit_cache = True


class local_day(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it is
    """The day that a moment is in, in a zone."""

    type = Date()
    inherit_cache = True


@compiles(local_start)
def _local_start(element: local_start, compiler: SQLCompiler, **kw: Any) -> str:
    day, zone, plus = (compiler.process(each, **kw) for each in element.clauses)
    return f"(CAST({day} + CAST({plus} AS INTEGER) AS TIMESTAMP) AT TIME ZONE {zone})"


@compiles(local_hour)
def _local_hour(element: local_hour, compiler: SQLCompiler, **kw: Any) -> str:
    moment, zone, plus, at = (compiler.process(each, **kw) for each in element.clauses)
    day = f"CAST({moment} AT TIME ZONE {zone} AS DATE) + CAST({plus} AS INTEGER)"
    return f"((({day}) + CAST({at} AS TIME)) AT TIME ZONE {zone})"


@compiles(local_day)
def _local_day(element: local_day, compiler: SQLCompiler, **kw: Any) -> str:
    moment, zone = (compiler.process(each, **kw) for each in element.clauses)
    return f"CAST({moment} AT TIME ZONE {zone} AS DATE)"


@compiles(local_start, "sqlite")
@compiles(local_hour, "sqlite")
@compiles(local_day, "sqlite")
def _local_in_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    """SQLite knows no zones: the functions are Python's, put into each connection by `db`."""
    return f"{type(element).__name__}({', '.join(compiler.process(each, **kw) for each in element.clauses)})"
