"""Second factors, recovery codes, ceremonies of passkeys; what is slowed; sessions that know when they were proved.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from lms.core.db.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SESSION = ("second_at", "fresh_at", "seen_at")
FAILURES = "lms_sign_in_failure"
ATTEMPTS = (["kind", "address_digest", "created_at"], ["kind", "place_digest", "created_at"], ["kind", "created_at"])


def _table(name: str, *columns: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def _person(table: str) -> tuple[SchemaItem, SchemaItem]:
    key = sa.ForeignKeyConstraint(
        ["person_id"], ["lms_person.id"], name=f"fk_{table}_person_id", ondelete="RESTRICT"
    )
    return sa.Column("person_id", sa.Uuid(), nullable=False), key


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[sa.DateTime]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Bring the schema up."""
    for name in SESSION:
        op.add_column("lms_user_session", _moment(name))
    # Only a used link shows that an address is somebody's: those that started an account did not name it yet.
    op.execute(
        "UPDATE lms_mailed_link SET person_id = (SELECT id FROM lms_person WHERE email = lms_mailed_link.email) "
        "WHERE used_at IS NOT NULL AND person_id IS NULL AND email <> ''"
    )
    op.drop_index(f"ix_{FAILURES}_address_digest_created_at", FAILURES)
    for column, value in ((_text("kind", 40, nullable=True), "password"), (_text("place_digest", 64, nullable=True), "")):
        op.add_column(FAILURES, column)
        op.execute(f"UPDATE {FAILURES} SET {column.name} = '{value}'")
        with op.batch_alter_table(FAILURES) as batch:
            batch.alter_column(column.name, existing_type=column.type, nullable=False)
    op.add_column(FAILURES, _text("device_digest", 64, nullable=True))
    for columns in ATTEMPTS:
        op.create_index(f"ix_{FAILURES}_{'_'.join(columns)}", FAILURES, columns)
    _factors()


def _factors() -> None:
    _table(
        "lms_factor",
        *_person("lms_factor"),
        _text("kind", 40),
        _text("name", 100),
        sa.Column("material", sa.Text(), nullable=False),
        _text("credential_digest", 64, nullable=True),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        _moment("confirmed_at"),
        _moment("used_at"),
        sa.UniqueConstraint("credential_digest", name="uq_lms_factor_credential_digest"),
    )
    _table(
        "lms_recovery_code",
        *_person("lms_recovery_code"),
        _text("code_digest", 64),
        _moment("used_at"),
        sa.UniqueConstraint("person_id", "code_digest", name="uq_lms_recovery_code_person_id_code_digest"),
    )
    _table(
        "lms_used_step",
        *_person("lms_used_step"),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("person_id", "step", name="uq_lms_used_step_person_id_step"),
    )
    for table in ("lms_factor", "lms_recovery_code", "lms_used_step"):
        op.create_index(f"ix_{table}_person_id", table, ["person_id"])
    _table(
        "lms_ceremony",
        _text("purpose", 20),
        _text("browser_digest", 64),
        sa.Column("question", sa.JSON(), nullable=False),
        _moment("expires_at", nullable=False),
    )
    op.create_index("ix_lms_ceremony_expires_at", "lms_ceremony", ["expires_at"])


def downgrade() -> None:
    """Take the schema down. Second factors are set up anew after going up again."""
    for table in ("lms_ceremony", "lms_used_step", "lms_recovery_code", "lms_factor"):
        op.drop_table(table)
    for columns in ATTEMPTS:
        op.drop_index(f"ix_{FAILURES}_{'_'.join(columns)}", FAILURES)
    op.execute(f"DELETE FROM {FAILURES} WHERE kind <> 'password'")  # they would count as wrong passwords
    for column in ("device_digest", "place_digest", "kind"):
        op.drop_column(FAILURES, column)
    op.create_index(f"ix_{FAILURES}_address_digest_created_at", FAILURES, ["address_digest", "created_at"])
    for name in reversed(SESSION):
        op.drop_column("lms_user_session", name)
