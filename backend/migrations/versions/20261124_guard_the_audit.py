"""Let the database itself refuse changes to the audit."""

from alembic import op

from backend.audit.guard import install, remove

revision = "guard_the_audit"
down_revision = "first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    install(op.get_bind())


def downgrade() -> None:
    remove(op.get_bind())
