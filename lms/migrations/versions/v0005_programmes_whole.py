"""Programmes open to everybody, parts that are no modules, the files of a programme as they were read; crosswalks.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What was taught before was all for people who are enrolled, in modules.
ADDED = (
    ("lms_programme_version", "open_to", sa.String(40), "enrolled"),
    ("lms_module", "part", sa.String(40), "module"),
    ("lms_framework_version", "crosswalks", sa.JSON(), "[]"),
    ("lms_area", "seen_in_practice", sa.Text(), ""),
    ("lms_area", "crosswalk", sa.JSON(), "{}"),
)
KINDS = "('easy-read', 'sources')"


def upgrade() -> None:
    """Bring the schema up."""
    for table, column, kind, value in ADDED:
        op.add_column(table, sa.Column(column, kind, nullable=True))
        op.execute(f"UPDATE {table} SET {column} = '{value}'")
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=kind, nullable=False)
    op.create_table(
        "lms_content_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["lms_programme_version.id"], name="fk_lms_content_file_version_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lms_content_file"),
        sa.UniqueConstraint("version_id", "path", name="uq_lms_content_file_version_id_path"),
    )


def downgrade() -> None:
    """Take the schema down. What stands beside a module's steps is nobody's progress, and would be a step before."""
    op.execute(f"DELETE FROM lms_activity WHERE kind IN {KINDS}")
    op.drop_table("lms_content_file")
    for table, column, _kind, _value in reversed(ADDED):
        op.drop_column(table, column)
