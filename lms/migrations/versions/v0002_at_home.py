"""At home in someone else's house.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("lms_award_rule_version", sa.Column("layout", sa.String(40), nullable=True))
    op.add_column("lms_job", sa.Column("lease", sa.Uuid(), nullable=True))
    op.add_column("lms_user_session", sa.Column("host_user_digest", sa.String(64), nullable=True))


def downgrade() -> None:
    """Take the schema down."""
    with op.batch_alter_table("lms_award_rule_version") as batch:
        batch.drop_column("layout")
    with op.batch_alter_table("lms_job") as batch:
        batch.drop_column("lease")
    with op.batch_alter_table("lms_user_session") as batch:
        batch.drop_column("host_user_digest")
