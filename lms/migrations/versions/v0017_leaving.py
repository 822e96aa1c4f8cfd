"""Who left a post and when, why for the officer who wrote it down, and the learning of those who come back.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    with op.batch_alter_table("lms_start") as table:
        table.add_column(sa.Column("left_on", sa.Date(), nullable=True))
    with op.batch_alter_table("lms_enrolment") as table:
        table.add_column(sa.Column("back_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("before_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            "fk_lms_enrolment_before_id", "lms_programme_version", ["before_id"], ["id"], ondelete="RESTRICT"
        )
    op.create_index("ix_lms_enrolment_before_id", "lms_enrolment", ["before_id"])
    op.create_table(
        "lms_leaving",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("start_id", sa.Uuid(), nullable=False),
        sa.Column("recorder_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["start_id"], ["lms_start.id"], name="fk_lms_leaving_start_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["recorder_id"], ["lms_person.id"], name="fk_lms_leaving_recorder_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lms_leaving"),
    )
    op.create_index("ix_lms_leaving_start_id", "lms_leaving", ["start_id"], unique=True)
    op.create_index("ix_lms_leaving_recorder_id", "lms_leaving", ["recorder_id"])


def downgrade() -> None:
    """Take the schema down."""
    op.drop_table("lms_leaving")
    op.drop_index("ix_lms_enrolment_before_id", "lms_enrolment")
    with op.batch_alter_table("lms_enrolment") as table:
        table.drop_constraint("fk_lms_enrolment_before_id", type_="foreignkey")
        table.drop_column("before_id")
        table.drop_column("back_on")
    with op.batch_alter_table("lms_start") as table:
        table.drop_column("left_on")
