"""Who looked at whose sealed words.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LOOKS = "lms_look"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        LOOKS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint", sa.String(120), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["lms_person.id"], name=f"fk_{LOOKS}_person_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["viewer_id"], ["lms_person.id"], name=f"fk_{LOOKS}_viewer_id", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{LOOKS}"),
    )
    op.create_index(f"ix_{LOOKS}_viewer_id", LOOKS, ["viewer_id"])
    op.create_index(f"ix_{LOOKS}_person_id_created_at_id", LOOKS, ["person_id", "created_at", "id"])


def downgrade() -> None:
    """Take the schema down."""
    op.drop_table(LOOKS)
