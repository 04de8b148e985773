"""Let staff sign in once by a recovery code where the authenticator app is not at hand."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
import backend.db

revision = "20261204_recovery_codes"
down_revision = "20261203_chat_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("factor_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("code_index", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", backend.db.UTCDateTime(), nullable=False),
        sa.Column("used_at", backend.db.UTCDateTime(), nullable=True),
        sa.Column("ended_at", backend.db.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["factor_id"], ["second_factor.id"], name=op.f("fk_recovery_code_factor_id_second_factor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_factor_id"), ["factor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_factor_id"))
    op.drop_table("recovery_code")
