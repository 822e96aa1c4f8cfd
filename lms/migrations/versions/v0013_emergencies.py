"""Records that were opened in an emergency.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "lms_emergency"
PEOPLE = ("person_id", "opener_id", "reviewer_id")


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("opener_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("was_right", sa.Boolean(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], ["lms_person.id"], name=f"fk_{TABLE}_{name}", ondelete="RESTRICT")
            for name in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )
    op.create_index(f"ix_{TABLE}_opener_id", TABLE, ["opener_id"])
    op.create_index(f"ix_{TABLE}_reviewer_id", TABLE, ["reviewer_id"])
    op.create_index(f"ix_{TABLE}_person_id_created_at", TABLE, ["person_id", "created_at"])


def downgrade() -> None:
    """Take the schema down."""
    op.drop_table(TABLE)
