"""Keep whether a passage helped, and that a family was asked."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from backend.db import JSONText, UTCDateTime

revision = "20261202_chat_ratings"
down_revision = "20261201_chat_holds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chat_turn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_use", sa.Boolean(), nullable=True))
    op.create_table(
        "chat_rating",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("turn_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stream", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("topic", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("passages", JSONText(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["chat_turn.id"], name=op.f("fk_chat_rating_turn_id_chat_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_rating")),
    )
    with op.batch_alter_table("chat_rating", schema=None) as batch_op:
        batch_op.create_index("ix_chat_rating_at", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("chat_rating")
    with op.batch_alter_table("chat_turn", schema=None) as batch_op:
        batch_op.drop_column("asked_use")
