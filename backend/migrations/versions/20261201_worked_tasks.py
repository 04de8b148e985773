"""Keep what people did about tasks, and find appointments by their day."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
import backend.db
import backend.vault

revision = "20261201_worked_tasks"
down_revision = "20261130_recent_facts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_event",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("task_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", backend.db.UTCDateTime(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("facts", backend.db.JSONText(), nullable=False),
        sa.Column("words", backend.vault.Sealed("task_event.words"), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_event_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_event")),
        sa.UniqueConstraint("task_id", "nth", name=op.f("uq_task_event_task_id_nth")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("put_off_until", backend.db.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.create_index("ix_visit_fact_appointment", "visit_fact", ["appointment_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_visit_fact_appointment", table_name="visit_fact")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_column("holder")
        batch_op.drop_column("put_off_until")
    op.drop_table("task_event")
