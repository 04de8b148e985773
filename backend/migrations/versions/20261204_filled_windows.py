"""Let diary windows repeat what came of them, and where their child is.

The table is laid out anew: what a report reads comes first, and a row has room to change where it lies.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from backend.db import UTCDateTime

revision = "20261204_filled_windows"
down_revision = "20261204_recovery_codes"
branch_labels = None
depends_on = None

NEW = ("on_time_from", "late_from", "told_from", "other_from", "site", "campus")
KEPT = (
    "due_on, anchor_on, opens_at, closes_at, late_until, recorded_at, optional, superseded_at, "
    "instrument, instrument_version, anchor, child_id, window_id, id"
)
OWN = "known.source <> 'transcribed' AND"
ON_TIME = "known.at >= w.opens_at AND known.at < w.closes_at"
LATE = "known.at >= w.closes_at AND known.at < w.late_until"
MOMENTS = f"""
    SELECT w.id, MIN(CASE WHEN {OWN} {ON_TIME} THEN since END) AS on_time_from,
           MIN(CASE WHEN {OWN} {LATE} THEN since END) AS late_from,
           MIN(CASE WHEN known.source = 'transcribed' THEN since END) AS told_from,
           MIN(CASE WHEN {OWN} (known.at < w.opens_at OR known.at >= w.late_until) THEN since END) AS other_from
    FROM diary_window_before AS w JOIN (
        SELECT window_id, source, counts_at AS at,
               CASE WHEN whole_at > received_at THEN whole_at ELSE received_at END AS since
        FROM entry JOIN (
            SELECT entry_id, MIN(received_at) AS whole_at FROM entry_version WHERE whole GROUP BY entry_id
        ) AS versions ON entry_id = entry.id
    ) AS known ON known.window_id = w.window_id GROUP BY w.id"""  # noqa: S608 - constants of this file
FILL = f"""
    INSERT INTO diary_window ({KEPT}, {", ".join(NEW)})
    SELECT {", ".join(f"w.{name}" for name in KEPT.split(", "))},
           on_time_from, late_from, told_from, other_from, family.site, child.campus
    FROM diary_window_before AS w JOIN child ON child.id = w.child_id JOIN family ON family.id = child.family_id
    LEFT JOIN ({MOMENTS}) AS moments ON moments.id = w.id
    ORDER BY w.child_id, w.opens_at"""  # noqa: S608 - constants of this file


def upgrade() -> None:
    for name in ("ix_diary_window_child", "ix_diary_window_open", "ix_diary_window_window_id"):
        op.drop_index(name, table_name="diary_window")
    op.rename_table("diary_window", "diary_window_before")
    if op.get_bind().dialect.name == "postgresql":  # names of keys are a schema's there
        op.drop_constraint("pk_diary_window", "diary_window_before", type_="primary")
    _create()
    op.execute(FILL)
    op.drop_table("diary_window_before")
    op.create_index("ix_diary_window_child", "diary_window", ["child_id", "superseded_at", "opens_at"])
    op.create_index("ix_diary_window_open", "diary_window", ["superseded_at", "opens_at"])
    op.create_index("ix_diary_window_window_id", "diary_window", ["window_id"])
    if op.get_bind().dialect.name == "postgresql":  # or it is planned blind until somebody comes by
        op.execute("ANALYZE diary_window")


def _create() -> None:
    """Columns of one length come before those that may be empty, and those before texts: so they are found sooner."""
    word = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "diary_window",
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=False),
        sa.Column("late_until", UTCDateTime(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("superseded_at", UTCDateTime(), nullable=True),
        sa.Column("on_time_from", UTCDateTime(), nullable=True),
        sa.Column("late_from", UTCDateTime(), nullable=True),
        sa.Column("told_from", UTCDateTime(), nullable=True),
        sa.Column("other_from", UTCDateTime(), nullable=True),
        sa.Column("site", word(), nullable=False),
        sa.Column("campus", word(), nullable=False),
        sa.Column("instrument", word(), nullable=False),
        sa.Column("instrument_version", word(), nullable=False),
        sa.Column("anchor", word(), nullable=False),
        sa.Column("child_id", word(), nullable=False),
        sa.Column("window_id", word(), nullable=False),
        sa.Column("id", word(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_diary_window_child_id_child")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_window")),
        postgresql_with={"fillfactor": 90},
    )


def downgrade() -> None:
    with op.batch_alter_table("diary_window", schema=None) as batch_op:
        for name in NEW:
            batch_op.drop_column(name)
