"""When an applicant asked that other people score, after closing an answer.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    with op.batch_alter_table("lms_application") as table:
        table.add_column(sa.Column("scored_again_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the schema down."""
    with op.batch_alter_table("lms_application") as table:
        table.drop_column("scored_again_at")
