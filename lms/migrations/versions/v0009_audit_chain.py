"""Seals of audit events, and a database that refuses to change or remove either.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

EVENT, SEAL = "lms_audit_event", "lms_audit_seal"
REFUSAL = "audit rows are added, never changed or removed"
FUNCTION = f"""
CREATE FUNCTION lms_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
"""


def upgrade() -> None:
    """Bring the schema up. What is there already is sealed by the worker, in its first round."""
    op.create_index(f"ix_{EVENT}_actor_id_created_at", EVENT, ["actor_id", "created_at"])
    op.create_table(
        SEAL,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{SEAL}"),
        sa.UniqueConstraint("position", name=f"uq_{SEAL}_position"),
    )
    if _on_postgresql():
        op.execute(FUNCTION)
    for table in (EVENT, SEAL):
        for trigger in _triggers(table):
            op.execute(trigger)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _triggers(table: str) -> list[str]:
    """What makes each kind of change to a table fail."""
    if _on_postgresql():
        make = f"CREATE TRIGGER {table}_%s BEFORE %s ON {table} FOR EACH %s EXECUTE FUNCTION lms_audit_refuse()"
        kinds = (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
        return [make % kind for kind in kinds]
    make = f"CREATE TRIGGER {table}_%s BEFORE %s ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [make % (kind.lower(), kind) for kind in ("UPDATE", "DELETE")]


def downgrade() -> None:
    """Take the schema down. Events stay; going up again seals them anew, and heads of before are of another chain."""
    if _on_postgresql():
        op.execute("DROP FUNCTION lms_audit_refuse() CASCADE")
    else:
        for kind in ("update", "delete"):
            op.execute(f"DROP TRIGGER {EVENT}_{kind}")
    op.drop_table(SEAL)
    op.drop_index(f"ix_{EVENT}_actor_id_created_at", EVENT)
