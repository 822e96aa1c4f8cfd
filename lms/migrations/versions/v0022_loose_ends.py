"""What a leaving changed is remembered, kept replies know their person, and work that was done is found by when.

Revision ID: 0022
Revises: 0021
"""

import hashlib
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATES = ("invited", "active", "paused", "completed", "withdrawn", "deferred")
PERSON = sa.table("lms_person", sa.column("id", sa.Uuid()))
REPLY = sa.table("lms_reply", sa.column("person_id", sa.Uuid()), sa.column("scope", sa.String()))
OF_REPLY = "ix_lms_reply_person_id"
OF_JOB = "ix_lms_job_state_done_at_id"


def upgrade() -> None:
    """Bring the schema up."""
    with op.batch_alter_table("lms_start") as table:
        table.add_column(sa.Column("ended_roles", sa.JSON(), nullable=True))
    with op.batch_alter_table("lms_enrolment") as table:
        state = sa.Enum(*STATES, name="enrolmentstate", native_enum=False, length=40)
        table.add_column(sa.Column("deferred_from", state, nullable=True))
    with op.batch_alter_table("lms_reply") as table:
        table.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            "fk_lms_reply_person_id", "lms_person", ["person_id"], ["id"], ondelete="RESTRICT"
        )
    op.create_index(OF_REPLY, "lms_reply", ["person_id"])
    op.create_index(OF_JOB, "lms_job", ["state", "done_at", "id"])
    _find_people()


def _find_people() -> None:
    """A reply from before names its person by a digest of their id alone."""
    scopes = {_digest(person): person for person in op.get_bind().scalars(sa.select(PERSON.c.id))}
    theirs = sa.update(REPLY).where(REPLY.c.scope == sa.bindparam("digest")).values(person_id=sa.bindparam("person"))
    kept = op.get_bind().scalars(sa.select(REPLY.c.scope).distinct()).all()
    found = [{"digest": scope, "person": scopes[scope]} for scope in kept if scope in scopes]
    if found:
        op.get_bind().execute(theirs, found)


def _digest(person: UUID) -> str:
    return hashlib.sha256(str(person).encode()).hexdigest()


def downgrade() -> None:
    """Take the schema down. Whoever is said to have left by then is taken back as before: without what was noted."""
    op.drop_index(OF_JOB, "lms_job")
    op.drop_index(OF_REPLY, "lms_reply")
    with op.batch_alter_table("lms_reply") as table:
        table.drop_constraint("fk_lms_reply_person_id", type_="foreignkey")
        table.drop_column("person_id")
    with op.batch_alter_table("lms_enrolment") as table:
        table.drop_column("deferred_from")
    with op.batch_alter_table("lms_start") as table:
        table.drop_column("ended_roles")
