"""Being erased: who asked, when it is due, and what became of it.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ERASURES = "lms_erasure"
OPEN = sa.text("stopped_at IS NULL AND done_at IS NULL")


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        ERASURES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("keep_certificates", sa.Boolean(), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("held_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["lms_person.id"], name=f"fk_{ERASURES}_person_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["by_id"], ["lms_person.id"], name=f"fk_{ERASURES}_by_id", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{ERASURES}"),
    )
    op.create_index(f"ix_{ERASURES}_person_id", ERASURES, ["person_id"])
    op.create_index(f"ix_{ERASURES}_by_id", ERASURES, ["by_id"])
    op.create_index(
        f"uq_{ERASURES}_open", ERASURES, ["person_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    """Take the schema down. Whoever is erased cannot come back: an earlier version knows them as suspended."""
    op.execute("UPDATE lms_person SET state = 'suspended' WHERE state = 'erased'")
    op.drop_table(ERASURES)
