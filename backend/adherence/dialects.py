"""What the two databases write differently: exact lengths of time, and the Monday of a day."""

from typing import Any

from sqlalchemy import BigInteger, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class microseconds(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """A moment as whole microseconds since 1970, exactly."""

    type = BigInteger()
    inherit_cache = True


class monday(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it is
    """The Monday of the week that a day is in."""

    type = Date()
    inherit_cache = True


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
