"""Keep which children a worry may be about, where a phone of several families named none."""

import sqlalchemy as sa
from alembic import op

revision = "20261207_may_be"
down_revision = "20261206_sent_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("concern", sa.Column("may_be", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_column("may_be")
