"""Let staff tie an authenticator app to their account."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
import backend.db
import backend.vault

revision = "20261203_second_factor"
down_revision = "20261202_append_only_concerns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("staff_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("secret", backend.vault.Sealed("second_factor.secret"), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", backend.db.UTCDateTime(), nullable=False),
        sa.Column("ended_at", backend.db.UTCDateTime(), nullable=True),
        sa.Column("ended_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_second_factor_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
    )
    with op.batch_alter_table("second_factor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_factor_staff_id"), ["staff_id"], unique=False)
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits_for", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    # Sessions from before asked for no second factor: everybody signs in again.
    op.execute("UPDATE staff_session SET revoked_at = issued_at WHERE revoked_at IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_column("waits_for")
    with op.batch_alter_table("second_factor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_factor_staff_id"))
    op.drop_table("second_factor")
