"""Let the database itself refuse changes to what happened to concerns, tasks, the rota and conversations."""

from alembic import op

from backend.audit.guard import append_only_removals, append_only_statements

revision = "20261202_append_only_concerns"
down_revision = "20261202_audit_by_time"
branch_labels = None
depends_on = None

TABLES = ("concern_event", "task_event", "rota_fact", "contact_test", "chat_turn", "chat_hold", "chat_rating")


def upgrade() -> None:
    for statement in append_only_statements(op.get_bind().dialect.name, TABLES):
        op.execute(statement)


def downgrade() -> None:
    for statement in append_only_removals(op.get_bind().dialect.name, TABLES):
        op.execute(statement)
