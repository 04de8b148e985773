"""Find audit entries by when they were written."""

from alembic import op

revision = "20261202_audit_by_time"
down_revision = "20261202_chat_ratings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
