"""A key for each person; what people told us is sealed with it.

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.engine import Connection

from lms.core.db.base import UtcDateTime
from lms.core.sealing import Place, Ring
from lms.core.sealing.envelope import key_of

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AT_ONCE = 500
KEYS = "lms_person_key"
TEXT, JSON, SHORT = sa.Text(), sa.JSON(), sa.String(40)
# table → its sealed columns with the type each had, and the way from a row to its person: columns and tables in turn.
SEALED: Mapping[str, tuple[Mapping[str, sa.types.TypeEngine[Any]], Sequence[str]]] = {
    "lms_draft": ({"words": JSON}, ("person_id",)),
    "lms_application": ({"adjustments": TEXT}, ("person_id",)),
    "lms_application_answer": ({"text": TEXT}, ("application_id", "lms_application", "person_id")),
    "lms_check": ({"outcome": SHORT, "conditions": TEXT}, ("start_id", "lms_start", "person_id")),
    "lms_check_event": ({"outcome": SHORT}, ("check_id", "lms_check", "start_id", "lms_start", "person_id")),
    "lms_reflection": ({"text": TEXT}, ("enrolment_id", "lms_enrolment", "person_id")),
    "lms_evidence": (
        {"text": TEXT, "linked": JSON},
        ("portfolio_id", "lms_portfolio", "enrolment_id", "lms_enrolment", "person_id"),
    ),
}
Turn = Callable[[str, Place, UUID | None], str]


def upgrade() -> None:
    """Bring the schema up, and seal what is there."""
    op.create_table(
        KEYS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("master", sa.String(40), nullable=False),
        sa.Column("wrapped", sa.String(200), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("destroyed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["lms_person.id"], name=f"fk_{KEYS}_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{KEYS}"),
    )
    for column in ("person_id", "master"):
        op.create_index(f"ix_{KEYS}_{column}", KEYS, [column])
    _retype(up=True)
    ring = _ring()
    _turn_all(lambda text, place, person: ring.seal(text.encode(), place, person), no_words="")


def downgrade() -> None:
    """Open what is sealed, and take the schema down. What was closed with a key since destroyed comes out empty."""
    ring = _ring()

    def opened(kept: str, place: Place, _person: UUID | None) -> str:
        key_id = key_of(kept, place)
        if not ring.has(key_id):
            ring.fetch({key_id})
        return (ring.open(kept, place) or b"").decode()

    _turn_all(opened, no_words="{}")
    _retype(up=False)
    op.drop_table(KEYS)


def _ring() -> Ring:
    return Ring(op.get_bind, context.config.attributes.get("masters"))


def _retype(*, up: bool) -> None:
    for table, (columns, _way) in SEALED.items():
        changed = {name: old for name, old in columns.items() if old is not TEXT}
        if not changed:
            continue
        with op.batch_alter_table(table) as batch:
            for name, old in changed.items():
                before, after = (old, TEXT) if up else (TEXT, old)
                using = f"{name}::{'json' if after is JSON else 'text'}"
                batch.alter_column(name, existing_type=before, type_=after, postgresql_using=using)


def _turn_all(turn: Turn, *, no_words: str) -> None:
    """Each value that is not empty becomes what `turn` makes of it, some hundred rows at a time."""
    connection = op.get_bind()
    for name, (columns, way) in SEALED.items():
        ids = (sa.column(column, sa.Uuid()) for column in ("id", way[0]))
        table = sa.table(name, *ids, *(sa.column(column, TEXT) for column in columns))
        change = sa.update(table).where(table.c.id == sa.bindparam("row"))
        change = change.values({column: sa.bindparam(f"new_{column}") for column in columns})
        for rows in _batches(connection, _with_person(table, columns, way)):
            connection.execute(change, [_turned(name, columns, row, turn, no_words) for row in rows])


def _turned(
    table: str, columns: Mapping[str, Any], row: sa.RowMapping, turn: Turn, no_words: str
) -> dict[str, Any]:
    new: dict[str, Any] = {"row": row["id"]}
    for column, old in columns.items():
        value = row[column]
        if value and value != "{}":
            value = turn(value, Place(table, column, row["id"]), row["person"])
        new[f"new_{column}"] = no_words if old is JSON and value in {"", "{}"} else value
    return new


def _batches(connection: Connection, query: sa.Select[Any]) -> Iterator[Sequence[sa.RowMapping]]:
    """Rows with the id of their person, in the order of their ids."""
    last = UUID(int=0)
    while rows := connection.execute(query, {"last": last}).mappings().all():
        yield rows
        last = rows[-1]["id"]


def _with_person(table: sa.TableClause, columns: Mapping[str, Any], way: Sequence[str]) -> sa.Select[Any]:
    here, joined = table, cast("sa.FromClause", table)
    for name, column, following in zip(way[1::2], way[::2], way[2::2], strict=False):
        there = sa.table(name, sa.column("id", sa.Uuid()), sa.column(following, sa.Uuid()))
        joined = joined.join(there, there.c.id == here.c[column])
        here = there
    wanted = (table.c.id, *(table.c[column] for column in columns), here.c[way[-1]].label("person"))
    query = sa.select(*wanted).select_from(joined).where(table.c.id > sa.bindparam("last", type_=sa.Uuid()))
    return query.order_by(table.c.id).limit(AT_ONCE)
