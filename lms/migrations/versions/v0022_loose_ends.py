"""What a leaving changed is remembered, so that it can be taken back.

Revision ID: 0022
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

STATES = ("invited", "active", "paused", "completed", "withdrawn", "deferred")


def upgrade() -> None:
    """Bring the schema up."""
    with op.batch_alter_table("lms_start") as table:
        table.add_column(sa.Column("ended_roles", sa.JSON(), nullable=True))
    with op.batch_alter_table("lms_enrolment") as table:
        state = sa.Enum(*STATES, name="enrolmentstate", native_enum=False, length=40)
        table.add_column(sa.Column("deferred_from", state, nullable=True))


def downgrade() -> None:
    """Take the schema down. Whoever is said to have left by then is taken back as before: without what was noted."""
    with op.batch_alter_table("lms_enrolment") as table:
        table.drop_column("deferred_from")
    with op.batch_alter_table("lms_start") as table:
        table.drop_column("ended_roles")
