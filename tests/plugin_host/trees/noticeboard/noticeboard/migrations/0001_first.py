"""The table."""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the table up."""
    op.create_table(
        "lms_x_noticeboard_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lms_x_noticeboard_note"),
    )


def downgrade() -> None:
    """Take the table down."""
    op.drop_table("lms_x_noticeboard_note")
