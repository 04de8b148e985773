"""Triggers that make the database itself refuse to change the audit; a migration and the tests apply them."""

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


def install(connection: Connection) -> None:
    """Install the guard in the database of `connection`."""
    for statement in install_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Take the guard away from the database of `connection`."""
    for statement in removal_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
