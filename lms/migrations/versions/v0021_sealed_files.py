"""Each file has a key of its own, sealed with that of the person whose it is; what came before is closed by the worker.

Revision ID: 0021
Revises: 0020
"""

import base64
import json
import logging

import sqlalchemy as sa
from alembic import context, op

from lms.core.db.base import UtcDateTime
from lms.core.errors import NotReady
from lms.core.files import FileStore, Opener
from lms.core.sealing import Place, Ring, SealBroken
from lms.core.sealing.envelope import key_of

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FILE = "lms_file"
ROWS = sa.table(
    FILE,
    *(sa.column(name, sa.Uuid()) for name in ("id", "person_id")),
    *(sa.column(name, sa.Text()) for name in ("key", "sha256")),
    *(sa.column(name, UtcDateTime()) for name in ("created_at", "unsealed_until")),
)
# Whose a file is: the tables that name files, and the way from their rows to a person.
EVIDENCE = (
    "SELECT enrolment.person_id FROM lms_evidence AS evidence "
    "JOIN lms_portfolio AS portfolio ON portfolio.id = evidence.portfolio_id "
    "JOIN lms_enrolment AS enrolment ON enrolment.id = portfolio.enrolment_id "
    "WHERE evidence.file_id = lms_file.id LIMIT 1"
)
SPOKEN = (
    "SELECT enrolment.person_id FROM lms_spoken_reflection AS spoken "
    "JOIN lms_enrolment AS enrolment ON enrolment.id = spoken.enrolment_id "
    "WHERE spoken.file_id = lms_file.id LIMIT 1"
)
INDEXED = ("person_id", "unsealed_until")
log = logging.getLogger("lms.migrations")


def upgrade() -> None:
    """Bring the schema up. What is there lies as it was sent, until the worker has closed it."""
    with op.batch_alter_table(FILE) as table:
        table.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("key", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("unsealed_until", UtcDateTime(timezone=True), nullable=True))
        table.create_foreign_key(f"fk_{FILE}_person_id", "lms_person", ["person_id"], ["id"], ondelete="RESTRICT")
    with op.batch_alter_table(FILE) as table:
        table.alter_column("key", existing_type=sa.Text(), server_default=None)
    for name in INDEXED:
        op.create_index(f"ix_{FILE}_{name}", FILE, [name])
    op.execute(f"UPDATE {FILE} SET person_id = COALESCE(({EVIDENCE}), ({SPOKEN}))")  # noqa: S608 - all of it is ours
    op.execute(sa.update(ROWS).values(unsealed_until=ROWS.c.created_at))


def downgrade() -> None:
    """Open the files again, and take the schema down. Those whose key is destroyed stay shut.

    Raises NotReady when they are closed, and the store they are in is not at hand.
    """
    connection = op.get_bind()
    ring = Ring(op.get_bind, context.config.attributes.get("masters"))
    rows = connection.execute(sa.select(ROWS.c.id, ROWS.c.key).where(ROWS.c.key != "")).all()
    found = [opener for row in rows if (opener := _opener(row, ring))]
    for opener in found:
        connection.execute(sa.update(ROWS).where(ROWS.c.id == opener.id).values(sha256=opener.sha256))
    for name in INDEXED:
        op.drop_index(f"ix_{FILE}_{name}", FILE)
    with op.batch_alter_table(FILE) as table:
        table.drop_constraint(f"fk_{FILE}_person_id", type_="foreignkey")
        for name in ("person_id", "key", "unsealed_until"):
            table.drop_column(name)
    _open_all(found)  # last: what comes after it could not undo it


def _opener(row: sa.Row[*tuple[object, ...]], ring: Ring) -> Opener | None:
    """What opens a file; None when nothing does any more."""
    place = Place(FILE, "key", row.id)
    ring.fetch({key_of(row.key, place)})
    plain = ring.open(row.key, place)
    if plain is None:
        return None
    known = json.loads(plain)
    return Opener(row.id, base64.b64decode(known["key"]), known["sha256"], shut=False)


def _open_all(found: list[Opener]) -> None:
    store: FileStore | None = context.config.attributes.get("files")
    if found and store is None:
        raise NotReady(
            "Files are closed with keys that this migration takes away, and it has not been told where they are.",
            "Run: peer-lms migrate --down 0020",
        )
    left = sum(not _open(opener, store) for opener in found if store is not None)
    if left:
        log.warning("%d files are not in the store, or not as they were kept: they are left as they are", left)


def _open(opener: Opener, store: FileStore) -> bool:
    """Put what was sent in place of what is closed. A turn that breaks off is none: it opens all the same."""
    try:
        with opener.open(store) as source:
            content = source.read()
    except (FileNotFoundError, SealBroken):
        return False
    store.write(opener.id, [content])
    return True
