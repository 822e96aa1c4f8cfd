"""The marking queue as a table of its own.

Revision ID: 0004
Revises: 0003
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_ONCE = 5000
WAITING = sa.table(
    "lms_waiting",
    sa.column("id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("created_at", UtcDateTime()),
    sa.column("evidence_id", sa.Uuid()),
    sa.column("assessor_id", sa.Uuid()),
    sa.column("since", UtcDateTime()),
)
EVIDENCE = sa.table(
    "lms_evidence", sa.column("id", sa.Uuid()), sa.column("portfolio_id"), sa.column("waiting_since", UtcDateTime())
)
ALLOCATION = sa.table(
    "lms_allocation", sa.column("portfolio_id"), sa.column("assessor_id", sa.Uuid()), sa.column("state")
)


def upgrade() -> None:
    """Bring the schema up, and queue what waits."""
    op.create_table(
        "lms_waiting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["lms_evidence.id"], name="fk_lms_waiting_evidence_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["lms_person.id"], name="fk_lms_waiting_assessor_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lms_waiting"),
        sa.UniqueConstraint("evidence_id", "assessor_id", name="uq_lms_waiting_evidence_id_assessor_id"),
    )
    op.create_index("ix_lms_waiting_assessor_id_since_evidence_id", "lms_waiting", ["assessor_id", "since", "evidence_id"])
    _queue_up(op.get_bind())
    op.drop_index("ix_lms_evidence_waiting_since_id", "lms_evidence")


def _queue_up(connection: sa.Connection) -> None:
    query = (
        sa.select(EVIDENCE.c.id, ALLOCATION.c.assessor_id, EVIDENCE.c.waiting_since)
        .join(ALLOCATION, ALLOCATION.c.portfolio_id == EVIDENCE.c.portfolio_id)
        .where(EVIDENCE.c.waiting_since.is_not(None), ALLOCATION.c.state == "active")
    )
    for some in connection.execute(query).partitions(AT_ONCE):
        rows = [
            {"id": uuid4(), "version": 1, "created_at": since, "evidence_id": e, "assessor_id": a, "since": since}
            for e, a, since in some
        ]
        connection.execute(sa.insert(WAITING), rows)


def downgrade() -> None:
    """Take the schema down."""
    op.create_index("ix_lms_evidence_waiting_since_id", "lms_evidence", ["waiting_since", "id"])
    op.drop_table("lms_waiting")
