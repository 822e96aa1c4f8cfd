"""Complaints, holds on placements, and looks that are kept back until their person is told.

Revision ID: 0018
Revises: 0017
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

HOLD, MATTER, LOOK = "lms_placement_hold", "lms_matter", "lms_look"
HOLD_KEYS = {"person_id": "lms_person", "node_id": "lms_node", "by_id": "lms_person", "lifted_by_id": "lms_person"}
MATTER_KEYS = {"person_id": "lms_person", "node_id": "lms_node", "recorder_id": "lms_person", "owner_id": "lms_person"}


def upgrade() -> None:
    """Bring the schema up."""
    _holds()
    _matters()
    op.add_column(LOOK, sa.Column("row_id", sa.Uuid(), nullable=True))
    op.add_column(LOOK, sa.Column("told_at", UtcDateTime(timezone=True), nullable=True))
    op.create_index(f"ix_{LOOK}_row_id", LOOK, ["row_id"])
    looks = sa.table(LOOK, sa.column("told_at"), sa.column("created_at"))
    op.execute(sa.update(looks).values(told_at=looks.c.created_at))


def _holds() -> None:
    op.create_table(
        HOLD,
        *_row(),
        *(sa.Column(name, sa.Uuid(), nullable=name == "lifted_by_id") for name in HOLD_KEYS),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(timezone=True), nullable=True),
        *_keys(HOLD, HOLD_KEYS),
    )
    for name in (*HOLD_KEYS, "cause_id"):
        op.create_index(f"ix_{HOLD}_{name}", HOLD, [name])


def _matters() -> None:
    moments = ("told_at", "answered_at", "closed_at", "open_until")
    op.create_table(
        MATTER,
        *_row(),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in MATTER_KEYS),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("came_in", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        *(sa.Column(name, UtcDateTime(timezone=True), nullable=True) for name in moments),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("said", "told", "support", "answer", "decision", "reasons")
        ),
        *_keys(MATTER, MATTER_KEYS),
    )
    for name in ("person_id", "node_id", "recorder_id"):
        op.create_index(f"ix_{MATTER}_{name}", MATTER, [name])
    op.create_index(f"ix_{MATTER}_owner_id_created_at_id", MATTER, ["owner_id", "created_at", "id"])


def _row() -> Iterator[sa.Column[object]]:
    yield sa.Column("id", sa.Uuid(), nullable=False)
    yield sa.Column("version", sa.Integer(), nullable=False)
    yield sa.Column("created_at", UtcDateTime(timezone=True), nullable=False)


def _keys(table: str, keys: dict[str, str]) -> Iterator[sa.Constraint]:
    yield sa.PrimaryKeyConstraint("id", name=f"pk_{table}")
    for name, target in keys.items():
        yield sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}", ondelete="RESTRICT")


def downgrade() -> None:
    """Take the schema down. A look that was kept back goes: without its moment everybody would see it."""
    looks = sa.table(LOOK, sa.column("told_at"))
    op.execute(sa.delete(looks).where(looks.c.told_at.is_(None)))
    op.drop_index(f"ix_{LOOK}_row_id", LOOK)
    with op.batch_alter_table(LOOK) as table:
        table.drop_column("told_at")
        table.drop_column("row_id")
    op.drop_table(MATTER)
    op.drop_table(HOLD)
