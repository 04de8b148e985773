"""Keep what is proposed for the guides."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from backend.audit.guard import append_only_statements
from backend.db import JSONText, UTCDateTime

revision = "20261203_chat_proposals"
down_revision = "20261203_second_factor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_proposal",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("topic", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked", JSONText(), nullable=False),
        sa.Column("title", JSONText(), nullable=False),
        sa.Column("short", JSONText(), nullable=False),
        sa.Column("texts", JSONText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_proposal")),
    )
    for statement in append_only_statements(op.get_bind().dialect.name, ["chat_proposal"]):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("chat_proposal")
