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
    op.add_column("lms_evidence", sa.Column("happened_on", sa.Date(), nullable=True))
    op.add_column("lms_evidence", sa.Column("observer", sa.String(200), nullable=True))
    op.add_column("lms_evidence", sa.Column("linked", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("ix_lms_start_created_at_id", "lms_start", ["created_at", "id"])
    op.create_index("ix_lms_person_chosen_name_id", "lms_person", ["chosen_name", "id"])
    op.create_index("ix_lms_application_submitted_at_id", "lms_application", ["submitted_at", "id"])
    op.drop_index("ix_lms_check_settled_waiting_since_id", "lms_check")
    op.create_index("ix_lms_check_waiting_since_id", "lms_check", ["waiting_since", "id"])
    op.create_index(
        "ix_lms_check_open",
        "lms_check",
        ["waiting_since", "id"],
        sqlite_where=sa.text("settled IS 0 OR expires_on IS NOT NULL"),
        postgresql_where=sa.text("settled IS false OR expires_on IS NOT NULL"),
    )


def downgrade() -> None:
    """Take the schema down."""
    # What plugins call it, an earlier version cannot read.
    op.execute("UPDATE lms_evidence SET way = 'text' WHERE way NOT IN ('text', 'file', 'recording')")
    with op.batch_alter_table("lms_evidence") as batch:
        for column in ("linked", "observer", "happened_on"):
            batch.drop_column(column)
    with op.batch_alter_table("lms_award_rule_version") as batch:
        batch.drop_column("layout")
    op.drop_index("ix_lms_check_open", "lms_check")
    op.drop_index("ix_lms_check_waiting_since_id", "lms_check")
    op.create_index("ix_lms_check_settled_waiting_since_id", "lms_check", ["settled", "waiting_since", "id"])
    op.drop_index("ix_lms_application_submitted_at_id", "lms_application")
    op.drop_index("ix_lms_person_chosen_name_id", "lms_person")
    op.drop_index("ix_lms_start_created_at_id", "lms_start")
    with op.batch_alter_table("lms_job") as batch:
        batch.drop_column("lease")
    with op.batch_alter_table("lms_user_session") as batch:
        batch.drop_column("host_user_digest")
