"""Keep when a family sent a text; of those kept before only the receipt is known."""

import sqlalchemy as sa
from alembic import op

from backend.db import UTCDateTime

revision = "20261206_sent_texts"
down_revision = "20261205_named_caregivers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbound_message", sa.Column("sent_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE inbound_message SET sent_at = received_at")
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.alter_column("sent_at", existing_type=UTCDateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.drop_column("sent_at")
