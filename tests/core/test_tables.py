"""Keyset pages."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.tables import keyset
from lms.people.models import Person
from lms.testing import House, make_person

START = datetime(2026, 1, 1, tzinfo=UTC)


def walk(house: House, query: Any, keys: Sequence[Any], **options: Any) -> list[Any]:
    found, cursor = [], ""
    with house.unit() as session:
        for _ in range(20):
            part = keyset(session, query, keys, cursor, **options)
            found.extend(row[0] for row in part.items)
            cursor = part.after
            if not cursor:
                return found
    raise AssertionError("it never ends")


@pytest.fixture
def people(house: House) -> House:
    """Seven people, three of the same name."""
    with house.unit() as session:
        for name in ("Bo", "Ann", "Bo", "Cy", "Bo", "Di", "Éa"):
            make_person(session, name=name)
    return house


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_hold_everybody_once_ties_included(people: House, size: int) -> None:
    query = sa.select(Person.chosen_name)
    assert walk(people, query, [Person.chosen_name, Person.id], size=size) == [
        "Ann",
        "Bo",
        "Bo",
        "Bo",
        "Cy",
        "Di",
        "Éa",
    ]
    assert walk(people, query, [Person.chosen_name, Person.id], size=size, newest_first=True) == [
        "Éa", "Di", "Cy", "Bo", "Bo", "Bo", "Ann",
    ]  # fmt: skip


def test_rows_that_come_and_go_move_nobody_else(people: House) -> None:
    query, keys = sa.select(Person.chosen_name), [Person.chosen_name, Person.id]
    with people.unit() as session:
        first = keyset(session, query, keys, size=4)
        make_person(session, name="Aa")
        session.execute(sa.delete(Person).where(Person.chosen_name == "Ann"))
        second = keyset(session, query, keys, first.after, size=4)
    assert [row[0] for row in second.items] == ["Cy", "Di", "Éa"]
    assert second.after == ""


def test_moments_and_numbers_as_keys(house: House) -> None:
    for days in (3, 1, 2):
        with clock.frozen(START + timedelta(days=days)), house.unit() as session:
            make_person(session, name=f"P{days}")
    query = sa.select(AuditEvent.created_at).where(AuditEvent.action == "person.added")
    found = walk(house, query, [AuditEvent.created_at, AuditEvent.id], newest_first=True, size=1)
    assert [moment.day for moment in found] == [4, 3, 2]
    assert walk(house, sa.select(Person.chosen_name), [Person.version, Person.id], size=1) != []


def test_days_as_keys(house: House) -> None:
    days = sa.union_all(
        *(sa.select(sa.literal(date(2026, 1, day), sa.Date()).label("day")) for day in (3, 1, 2))
    ).subquery()
    assert walk(house, sa.select(days.c.day), [days.c.day], size=1) == [date(2026, 1, day) for day in (1, 2, 3)]


def sealed(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense", "é", "AAAA", sealed(), sealed("Bo"), sealed("Bo", "not an id"), sealed("Bo", 7), sealed(None, None),
        sealed("a\0b", "00000000-0000-4000-8000-00000000000a"), base64.urlsafe_b64encode(b"7").decode(), "W" * 100_000,
    ],
)  # fmt: skip
def test_a_cursor_that_is_not_ours_starts_from_the_beginning(people: House, cursor: str) -> None:
    with people.unit() as session:
        part = keyset(session, sa.select(Person.chosen_name), [Person.chosen_name, Person.id], cursor, size=1)
    assert [row[0] for row in part.items] == ["Ann"]


@pytest.mark.parametrize("cursor", [sealed("2026-01-01T00:00:00"), sealed("yesterday"), sealed(5)])
def test_a_moment_that_is_not_ours(house: House, cursor: str) -> None:
    with house.unit() as session:
        make_person(session)
        assert keyset(session, sa.select(Person.id), [Person.created_at], cursor).items


@pytest.mark.parametrize("cursor", [sealed(str(2**63)), sealed("x")])
def test_a_number_that_is_not_ours(house: House, cursor: str) -> None:
    with house.unit() as session:
        make_person(session)
        assert keyset(session, sa.select(Person.id), [Person.version], cursor).items
