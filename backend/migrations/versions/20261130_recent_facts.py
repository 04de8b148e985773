"""Find facts by when they became known, so that only children with new ones are planned."""

from alembic import op

revision = "20261130_recent_facts"
down_revision = "20261130_diary_text"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_anchor_fact_recorded_at", "anchor_fact", ["recorded_at"], unique=False)
    op.create_index("ix_consent_fact_recorded_at", "consent_fact", ["recorded_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_consent_fact_recorded_at", table_name="consent_fact")
    op.drop_index("ix_anchor_fact_recorded_at", table_name="anchor_fact")
