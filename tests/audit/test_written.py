"""Rows read past all types are written as `canonical` writes them, on either engine; what is of another shape is not."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa
from audit.trail import EVENTS, MORNING, examined, put, seal, undone, unguarded, write
from audit.trail import rows as kept
from sqlalchemy.orm import Session

from lms.audit.canonical import canonical
from lms.audit.models import AuditEvent
from lms.audit.written import SEALED, UNREADABLE, moment, writer_for
from lms.testing import House

WORDS = ("", "start.confirmed", "Zoë", 'a "quoted" \\ word', "tab\tand\nline", "\u2028 \U0001f600", "\x7f\x01")
DETAILS = ({}, {"n": 1}, {"of": {"z": "ü", "a": [1.0, 2.5e-9, 1e21, -0.0]}}, {"b": None, "a": True}, {"é": "é"})


def _events(random: Random, many: int) -> list[dict[str, object]]:
    def some_id() -> UUID:
        return UUID(int=random.getrandbits(128))

    def row() -> dict[str, object]:
        return {
            "id": some_id(),
            "version": random.choice((1, 2, 1000)),
            "created_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=random.randrange(10**15)),
            "actor_id": random.choice((None, some_id())),
            "about_id": random.choice((None, some_id())),
            "subject_id": some_id(),
            "details": random.choice(DETAILS),
            **{name: random.choice(WORDS) for name in ("actor_name", "action", "subject_kind", "request_id")},
        }

    return [row() for _one in range(many)]


def test_the_same_text_as_canonical_has_it(house: House) -> None:
    """`canonical` is told by the standard's own examples in `test_canonical`, and knows nothing of engines."""
    made = _events(Random(7), 500)
    with undone(house) as (connection, session):
        for event in made:
            put(connection, EVENTS, **event)
        writer = writer_for(connection.dialect.name)
        query = sa.select(AuditEvent.id, *writer.asked(AuditEvent.__table__, SEALED))
        written = {row.id: writer.event(row[1:]) for row in session.execute(query)}
    assert written == {event["id"]: canonical(event).decode() for event in made}
    assert len(written) == 500


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("created_at", "2026-03-02 09:00:00"),
        ("created_at", "some day, in the long summer"),
        ("created_at", 7),
        ("subject_id", "00000000-0000-0000-0000-000000000001"),
        ("subject_id", 1),
        ("about_id", ""),
        ("details", "{not json"),
        ("details", '{"n": NaN}'),
        ("version", "first"),
        ("version", 1.5),
        ("action", b"start.confirmed"),
    ],
)
def test_what_no_row_of_ours_looks_like_has_no_text(sealed: House, column: str, value: object) -> None:
    unguarded(sealed)
    with undone(sealed) as (connection, session):
        event_id = kept(connection, EVENTS)[0]["id"]
        where = f"UPDATE lms_audit_event SET {column} = ? WHERE id = ?"
        connection.exec_driver_sql(where, (value, event_id.hex))  # type: ignore[attr-defined]
        assert _written(session, event_id) == UNREADABLE


@pytest.mark.on("sqlite")
def test_what_has_no_text_when_it_is_sealed_is_told_all_the_same(sealed: House) -> None:
    """Or whoever put it there could change it from one thing without a text to another, ever after."""
    unguarded(sealed)
    write(sealed, 1, at=MORNING + timedelta(hours=9))
    with sealed.runtime.database.engine.begin() as connection:
        strange = "UPDATE lms_audit_event SET created_at = '2026-03-02 18:00:00' WHERE created_at = ?"
        connection.exec_driver_sql(strange, ("2026-03-02 18:00:00.000000",))
    assert seal(sealed, at=MORNING + timedelta(days=1)) == 1
    report = examined(sealed)
    assert [(flaw.fault.value, flaw.position) for flaw in report.flaws] == [("changed", 13)]


@pytest.mark.on("postgresql")
@pytest.mark.parametrize("value", ["2026-03-02 09:00:00+00 BC", "infinity"])
def test_a_moment_before_our_era_has_no_text(sealed: House, value: str) -> None:
    unguarded(sealed)
    with undone(sealed) as (connection, session):
        event_id = next(row["id"] for row in kept(connection, EVENTS) if row["created_at"] == MORNING)
        before = _written(session, event_id)
        change = "UPDATE lms_audit_event SET created_at = CAST(:value AS timestamptz) WHERE id = :id"
        session.execute(sa.text(change), {"value": value, "id": event_id})
        assert _written(session, event_id) == UNREADABLE != before


def _written(session: Session, event_id: object) -> str:
    writer = writer_for(session.get_bind().dialect.name)
    return writer.event(
        session.execute(sa.select(*writer.asked(AuditEvent.__table__, SEALED)).where(AuditEvent.id == event_id)).one()
    )


def test_moments_are_in_the_order_of_their_texts() -> None:
    random = Random(3)
    some = [datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=random.randrange(10**16)) for _one in range(500)]
    assert sorted(some) == sorted(some, key=moment)
    assert moment(datetime(2026, 3, 14, 12, tzinfo=UTC)) == "2026-03-14T12:00:00.000000Z"


def test_a_seal_covers_columns_in_the_order_of_json() -> None:
    assert list(SEALED) == sorted(SEALED)
