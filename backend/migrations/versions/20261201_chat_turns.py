"""Keep what became of each question."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from backend.db import JSONText, UTCDateTime

revision = "20261201_chat_turns"
down_revision = "20261201_worked_tasks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_turn",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stream", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number_index", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("caregiver_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("came", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("topic", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("passages", JSONText(), nullable=False),
        sa.Column("ranking", JSONText(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["caregiver_id"], ["caregiver.id"], name=op.f("fk_chat_turn_caregiver_id_caregiver")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_turn")),
    )
    with op.batch_alter_table("chat_turn", schema=None) as batch_op:
        batch_op.create_index("ix_chat_turn_number", ["number_index", "at"], unique=False)
        batch_op.create_index("ix_chat_turn_stream", ["stream", "at"], unique=False)
        batch_op.create_index("ix_chat_turn_came", ["came", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("chat_turn")
