"""Keep what is typed in the app or on the page beside what comes by SMS."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "20261130_typed_texts"
down_revision = "20261129_diary"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("caregiver_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("advice", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.alter_column("provider_id", existing_type=sa.VARCHAR(), nullable=True)
        batch_op.create_index(batch_op.f("ix_inbound_message_caregiver_id"), ["caregiver_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_inbound_message_caregiver_id_caregiver"), "caregiver", ["caregiver_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_inbound_message_caregiver_id_caregiver"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_inbound_message_caregiver_id"))
        batch_op.alter_column("provider_id", existing_type=sa.VARCHAR(), nullable=False)
        batch_op.drop_column("advice")
        batch_op.drop_column("caregiver_id")
