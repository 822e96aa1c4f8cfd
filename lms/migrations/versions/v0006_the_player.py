"""How pages look for a person; reflections that are spoken.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("lms_person", sa.Column("reading", sa.String(length=60), nullable=True))
    op.create_table(
        "lms_spoken_reflection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["lms_enrolment.id"],
            name="fk_lms_spoken_reflection_enrolment_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["lms_activity.id"], name="fk_lms_spoken_reflection_activity_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["lms_file.id"], name="fk_lms_spoken_reflection_file_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lms_spoken_reflection"),
        sa.UniqueConstraint(
            "enrolment_id", "activity_id", name="uq_lms_spoken_reflection_enrolment_id_activity_id"
        ),
    )
    op.create_index("ix_lms_spoken_reflection_activity_id", "lms_spoken_reflection", ["activity_id"])
    op.create_index("ix_lms_spoken_reflection_file_id", "lms_spoken_reflection", ["file_id"])


def downgrade() -> None:
    """Take the schema down."""
    op.drop_table("lms_spoken_reflection")
    op.drop_column("lms_person", "reading")
