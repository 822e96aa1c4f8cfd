"""Who in HR looks after a check, and what came of the talk before a decision.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PEOPLE = ("keeper_id", "second_id")
CHECK = sa.table("lms_check", *(sa.column(name) for name in ("id", "state", "waiting_since", "decision_since", "keeper_id")))
EVENT = sa.table("lms_check_event", *(sa.column(name) for name in ("check_id", "what", "by_id", "created_at")))


def upgrade() -> None:
    """Bring the schema up; a decision in the making is from now on with whoever recorded that it is needed."""
    with op.batch_alter_table("lms_check") as table:
        for name in PEOPLE:
            table.add_column(sa.Column(name, sa.Uuid(), nullable=True))
            table.create_foreign_key(f"fk_lms_check_{name}", "lms_person", [name], ["id"], ondelete="RESTRICT")
        table.add_column(sa.Column("decision_since", UtcDateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("talked_on", sa.Date(), nullable=True))
    for name in PEOPLE:
        op.create_index(f"ix_lms_check_{name}", "lms_check", [name])
    recorder = (
        sa.select(EVENT.c.by_id)
        .where(EVENT.c.check_id == CHECK.c.id, EVENT.c.what == "decision-needed")
        .order_by(EVENT.c.created_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    deciding = sa.update(CHECK).where(CHECK.c.state == "decision-needed")
    op.execute(deciding.values(keeper_id=recorder, decision_since=CHECK.c.waiting_since))


def downgrade() -> None:
    """Take the schema down."""
    for name in PEOPLE:
        op.drop_index(f"ix_lms_check_{name}", "lms_check")
    with op.batch_alter_table("lms_check") as table:
        for name in PEOPLE:
            table.drop_constraint(f"fk_lms_check_{name}", type_="foreignkey")
        for name in (*PEOPLE, "decision_since", "talked_on"):
            table.drop_column(name)
