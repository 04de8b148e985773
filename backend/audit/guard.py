"""Triggers that make the database itself refuse to change the audit, or any table that is only appended to.

Migrations and the tests apply them. A migration that rebuilds such a table on SQLite has to keep it again.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

REFUSAL = "the audit is append-only"

_SQLITE = {
    "audit_entry_no_update": "BEFORE UPDATE ON audit_entry",
    "audit_entry_no_delete": "BEFORE DELETE ON audit_entry",
    "audit_key_no_delete": "BEFORE DELETE ON audit_key",
    "audit_key_no_return": "BEFORE UPDATE ON audit_key WHEN NEW.head_seq < OLD.head_seq"
    " OR NEW.stream <> OLD.stream OR (OLD.wrapped IS NULL AND NEW.wrapped IS NOT NULL)",
}
_POSTGRESQL = {
    "audit_entry_no_change": "BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW",
    "audit_entry_no_truncate": "BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT",
    "audit_key_no_delete": "BEFORE DELETE ON audit_key FOR EACH ROW",
    "audit_key_no_truncate": "BEFORE TRUNCATE ON audit_key FOR EACH STATEMENT",
    "audit_key_no_return": "BEFORE UPDATE ON audit_key FOR EACH ROW WHEN (NEW.head_seq < OLD.head_seq"
    " OR NEW.stream <> OLD.stream OR (OLD.wrapped IS NULL AND NEW.wrapped IS NOT NULL))",
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


APPEND_ONLY = "this table is append-only"
_APPEND_ONLY_FUNCTION = f"""
CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$
"""


def install_statements(dialect: str) -> tuple[str, ...]:
    """The DDL that installs the guard on `sqlite` or `postgresql`; running it twice does no harm."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER IF NOT EXISTS {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, when in _SQLITE.items()
        )
    made = (
        f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse()"
        for name, when in _POSTGRESQL.items()
    )
    return (_FUNCTION, *made)


def removal_statements(dialect: str) -> tuple[str, ...]:
    """The DDL that takes the guard away again, for a migration downward."""
    if dialect == "sqlite":
        return tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE)
    dropped = (
        f"DROP TRIGGER IF EXISTS {name} ON {'audit_entry' if 'entry' in name else 'audit_key'}"
        for name in _POSTGRESQL
    )
    return (*dropped, "DROP FUNCTION IF EXISTS audit_refuse()")


def append_only_statements(dialect: str, tables: Iterable[str]) -> tuple[str, ...]:
    """The DDL after which rows of these tables can be added, but neither changed nor deleted."""
    found = [] if dialect == "sqlite" else [_APPEND_ONLY_FUNCTION]
    for table in tables:
        if dialect == "sqlite":
            found += [
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
                for act in ("UPDATE", "DELETE")
            ]
        else:
            found += [
                f"CREATE OR REPLACE TRIGGER {table}_no_{name} BEFORE {act} ON {table} FOR EACH {each}"
                " EXECUTE FUNCTION append_only_refuse()"
                for name, act, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
            ]
    return tuple(found)


def append_only_removals(dialect: str, tables: Iterable[str]) -> tuple[str, ...]:
    """The DDL that lets rows of these tables be changed again, for a migration downward; others keep their guard."""
    if dialect == "sqlite":
        return tuple(f"DROP TRIGGER IF EXISTS {table}_no_{act}" for table in tables for act in ("update", "delete"))
    return tuple(
        f"DROP TRIGGER IF EXISTS {table}_no_{name} ON {table}" for table in tables for name in ("change", "truncate")
    )


def install(connection: Connection) -> None:
    """Install the guard in the database of `connection`."""
    for statement in install_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Take the guard away from the database of `connection`."""
    for statement in removal_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
