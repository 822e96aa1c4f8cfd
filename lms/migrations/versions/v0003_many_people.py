"""Pages that do not grow with the organisation.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Both new columns repeat what other rows say: an active allocation; a way to post that goes on, or a waiver.
HAS_ASSESSOR = """
UPDATE lms_portfolio SET has_assessor = EXISTS (
    SELECT 1 FROM lms_allocation WHERE lms_allocation.portfolio_id = lms_portfolio.id AND lms_allocation.state = 'active'
)
"""
ON_BOARD = """
UPDATE lms_start SET on_board = state NOT IN ('started', 'withdrawn') OR (
    state = 'started' AND EXISTS (SELECT 1 FROM lms_waiver WHERE lms_waiver.start_id = lms_start.id)
)
"""


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("lms_portfolio", sa.Column("has_assessor", sa.Boolean(), nullable=True))
    op.execute(HAS_ASSESSOR)
    with op.batch_alter_table("lms_portfolio") as batch:
        batch.alter_column("has_assessor", existing_type=sa.Boolean(), nullable=False)
    op.create_index(
        "ix_lms_portfolio_without_assessor",
        "lms_portfolio",
        ["enrolment_id"],
        sqlite_where=sa.text("has_assessor IS 0"),
        postgresql_where=sa.text("has_assessor IS false"),
    )
    op.add_column("lms_start", sa.Column("on_board", sa.Boolean(), nullable=True))
    op.execute(ON_BOARD)
    with op.batch_alter_table("lms_start") as batch:
        batch.alter_column("on_board", existing_type=sa.Boolean(), nullable=False)
    op.drop_index("ix_lms_start_created_at_id", "lms_start")
    op.create_index(
        "ix_lms_start_on_board",
        "lms_start",
        ["created_at", "id"],
        sqlite_where=sa.text("on_board IS 1"),
        postgresql_where=sa.text("on_board IS true"),
    )
    op.create_index(
        "ix_lms_application_post_id_submitted_at_id", "lms_application", ["post_id", "submitted_at", "id"]
    )
    op.drop_index("ix_lms_application_post_id", "lms_application")
    op.create_index("ix_lms_cohort_starts_on_id", "lms_cohort", ["starts_on", "id"])


def downgrade() -> None:
    """Take the schema down."""
    op.drop_index("ix_lms_cohort_starts_on_id", "lms_cohort")
    op.create_index("ix_lms_application_post_id", "lms_application", ["post_id"])
    op.drop_index("ix_lms_application_post_id_submitted_at_id", "lms_application")
    op.drop_index("ix_lms_start_on_board", "lms_start")
    op.create_index("ix_lms_start_created_at_id", "lms_start", ["created_at", "id"])
    with op.batch_alter_table("lms_start") as batch:
        batch.drop_column("on_board")
    op.drop_index("ix_lms_portfolio_without_assessor", "lms_portfolio")
    with op.batch_alter_table("lms_portfolio") as batch:
        batch.drop_column("has_assessor")
