"""The oldest part of the audit may go, and replies to forms are found by their age.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from lms.core.db.base import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

EVENT, SEAL, ORIGIN = "lms_audit_event", "lms_audit_seal", "lms_audit_origin"
REFUSAL = "audit rows are added, never changed or removed"
NEWEST = f"(SELECT max(position) FROM {ORIGIN})"  # noqa: S608 - all of it is ours
# Whether a row lies before the newest beginning; of the last seal before it the event may go, and itself stays.
MAY_GO = {
    EVENT: f"EXISTS (SELECT 1 FROM {SEAL} AS seal WHERE seal.id = OLD.id AND seal.position <= {NEWEST})",  # noqa: S608
    SEAL: f"coalesce(OLD.position < {NEWEST}, false)",
}


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        ORIGIN,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{ORIGIN}"),
        sa.UniqueConstraint("position", name=f"uq_{ORIGIN}_position"),
    )
    op.create_index("ix_lms_reply_created_at", "lms_reply", ["created_at"])
    for statement in _guards_on_postgresql() if _on_postgresql() else _guards_on_sqlite():
        op.execute(statement)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _guards_on_postgresql() -> list[str]:
    refuse = "EXECUTE FUNCTION lms_audit_refuse()"
    made = [
        f"CREATE TRIGGER {ORIGIN}_change BEFORE UPDATE OR DELETE ON {ORIGIN} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {ORIGIN}_truncate BEFORE TRUNCATE ON {ORIGIN} FOR EACH STATEMENT {refuse}",
    ]
    for table, may_go in MAY_GO.items():
        made += [
            f"CREATE FUNCTION {table}_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {may_go} THEN RETURN OLD; "
            f"END IF; RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
            f"DROP TRIGGER {table}_change ON {table}",
            f"CREATE TRIGGER {table}_change BEFORE UPDATE ON {table} FOR EACH ROW {refuse}",
            f"CREATE TRIGGER {table}_gone BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_gone()",
        ]
    return made


def _guards_on_sqlite() -> list[str]:
    made = [_refusing(ORIGIN, kind) for kind in ("UPDATE", "DELETE")]
    for table, may_go in MAY_GO.items():
        made += [f"DROP TRIGGER {table}_delete", _refusing(table, "DELETE", f"WHEN NOT {may_go}")]
    return made


def _refusing(table: str, kind: str, when: str = "") -> str:
    name = f"{table}_{kind.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {kind} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


def downgrade() -> None:
    """Take the schema down. A trail of which some has gone is a chain with a gap at its beginning to older versions."""
    op.drop_index("ix_lms_reply_created_at", "lms_reply")
    for table in MAY_GO:
        if _on_postgresql():
            op.execute(f"DROP FUNCTION {table}_gone() CASCADE")
            op.execute(f"DROP TRIGGER {table}_change ON {table}")
            each = "FOR EACH ROW EXECUTE FUNCTION lms_audit_refuse()"
            op.execute(f"CREATE TRIGGER {table}_change BEFORE UPDATE OR DELETE ON {table} {each}")
        else:
            op.execute(f"DROP TRIGGER {table}_delete")
            op.execute(_refusing(table, "DELETE"))
    op.drop_table(ORIGIN)
