"""Keep who took a conversation over."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from backend.db import UTCDateTime

revision = "20261201_chat_holds"
down_revision = "20261201_chat_turns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_hold",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stream", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_hold")),
        sa.UniqueConstraint("stream", "nth", name=op.f("uq_chat_hold_stream_nth")),
    )


def downgrade() -> None:
    op.drop_table("chat_hold")
