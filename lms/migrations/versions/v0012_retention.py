"""Retention: periods, holds, runs and the log of disposals.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PERIOD, HOLD = "lms_retention_period", "lms_retention_hold"
RUN, DISPOSAL = "lms_retention_run", "lms_retention_disposal"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        PERIOD,
        *_own(PERIOD),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.UniqueConstraint("code", name=f"uq_{PERIOD}_code"),
    )
    op.create_table(
        HOLD,
        *_own(HOLD),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("placed_by_id", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(timezone=True)),
        sa.Column("lifted_by_id", sa.Uuid()),
        *(_person(HOLD, column) for column in ("person_id", "placed_by_id", "lifted_by_id")),
    )
    for column in ("person_id", "record_id", "placed_by_id", "lifted_by_id"):
        op.create_index(f"ix_{HOLD}_{column}", HOLD, [column])
    op.create_index(f"ix_{HOLD}_lifted_at_review_on_id", HOLD, ["lifted_at", "review_on", "id"])
    op.create_table(
        RUN,
        *_own(RUN),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True)),
    )
    op.create_index(f"ix_{RUN}_day_id", RUN, ["day", "id"])
    op.create_table(
        DISPOSAL,
        *_own(DISPOSAL),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("table_name", sa.String(80), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], [f"{RUN}.id"], name=f"fk_{DISPOSAL}_run_id", ondelete="RESTRICT"),
        sa.UniqueConstraint("row_id", "code", "day", name=f"uq_{DISPOSAL}_row_id_code_day"),
    )
    op.create_index(f"ix_{DISPOSAL}_run_id", DISPOSAL, ["run_id"])
    op.create_index(f"ix_{DISPOSAL}_created_at_id", DISPOSAL, ["created_at", "id"])


def downgrade() -> None:
    """Take the schema down."""
    for table in (DISPOSAL, RUN, HOLD, PERIOD):
        op.drop_table(table)


def _own(table: str) -> tuple[sa.Column[object] | sa.Constraint, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["lms_person.id"], name=f"fk_{table}_{column}", ondelete="RESTRICT")
