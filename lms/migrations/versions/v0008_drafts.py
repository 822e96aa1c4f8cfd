"""Words that are not sent yet, keys of the copies on devices; a reply belongs to what the form said.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD, NEW = "uq_lms_reply_scope_endpoint_key", "uq_lms_reply_scope_endpoint_key_said"


def upgrade() -> None:
    """Bring the schema up. What was sent before is not recognised if it is sent again: nobody knows what it said."""
    op.add_column("lms_reply", sa.Column("said", sa.String(64), nullable=True))
    op.execute("UPDATE lms_reply SET said = ''")
    with op.batch_alter_table("lms_reply") as batch:
        batch.alter_column("said", existing_type=sa.String(64), nullable=False)
        batch.drop_constraint(OLD, type_="unique")
        batch.create_unique_constraint(NEW, ["scope", "endpoint", "key", "said"])
    _table(
        "lms_draft",
        "place",
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("kept_at", UtcDateTime(timezone=True), nullable=False),
    )
    _table(
        "lms_device_key",
        "device",
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("session_digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_lms_device_key_session_digest", "lms_device_key", ["session_digest"])


def _table(name: str, unique: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["person_id"], ["lms_person.id"], name=f"fk_{name}_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("person_id", unique, name=f"uq_{name}_person_id_{unique}"),
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def downgrade() -> None:
    """Take the schema down. Of replies to one key only the first can stay."""
    op.drop_table("lms_device_key")
    op.drop_table("lms_draft")
    first = "SELECT min(created_at) FROM lms_reply AS r WHERE r.scope = lms_reply.scope"
    same = "AND r.endpoint = lms_reply.endpoint AND r.key = lms_reply.key"
    op.execute(f"DELETE FROM lms_reply WHERE created_at > ({first} {same})")  # noqa: S608 - all of it is ours
    with op.batch_alter_table("lms_reply") as batch:
        batch.drop_constraint(NEW, type_="unique")
        batch.create_unique_constraint(OLD, ["scope", "endpoint", "key"])
        batch.drop_column("said")
