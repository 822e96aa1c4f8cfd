"""The card.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

import lms.core.db.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "lms_x_loneworking_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", lms.core.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("meeting_point", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["lms_person.id"], name="fk_lms_x_loneworking_card_person_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lms_x_loneworking_card"),
        sa.UniqueConstraint("person_id", name="uq_lms_x_loneworking_card_person_id"),
    )


def downgrade() -> None:
    """Take the tables down."""
    op.drop_table("lms_x_loneworking_card")
