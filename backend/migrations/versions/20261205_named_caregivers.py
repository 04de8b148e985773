"""Keep in which order the hospital named a family's caregivers; those of one file shared their moment."""

import sqlalchemy as sa
from alembic import op

revision = "20261205_named_caregivers"
down_revision = "20261204_filled_windows"
branch_labels = None
depends_on = None

FILL = """
    UPDATE caregiver SET nth = (
        SELECT COUNT(*) FROM caregiver AS earlier WHERE earlier.family_id = caregiver.family_id
        AND (earlier.created_at < caregiver.created_at
             OR (earlier.created_at = caregiver.created_at AND earlier.id <= caregiver.id))
    )"""


def upgrade() -> None:
    op.add_column("caregiver", sa.Column("nth", sa.Integer(), nullable=True))
    op.execute(FILL)
    with op.batch_alter_table("caregiver", schema=None) as batch_op:
        batch_op.alter_column("nth", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_caregiver_family_id_nth"), ["family_id", "nth"])
        batch_op.create_check_constraint(batch_op.f("ck_caregiver_nth"), "nth > 0")


def downgrade() -> None:
    with op.batch_alter_table("caregiver", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_caregiver_nth"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_caregiver_family_id_nth"), type_="unique")
        batch_op.drop_column("nth")
