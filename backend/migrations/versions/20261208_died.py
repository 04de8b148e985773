"""Keep that a child has died as what it is: until now it was kept as a withdrawal."""

import sqlalchemy as sa
from alembic import op

revision = "20261208_died"
down_revision = "20261207_may_be"
branch_labels = None
depends_on = None

CHECK = "ck_consent_fact_kind"


def upgrade() -> None:
    _allow("kind IN ('consented', 'withdrawn', 'died')")


def downgrade() -> None:
    op.execute("UPDATE consent_fact SET kind = 'withdrawn' WHERE kind = 'died'")
    _allow("kind IN ('consented', 'withdrawn')")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("consent_fact", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), sa.text(kinds))
