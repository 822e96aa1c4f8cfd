"""Suspended, roles ended, signed out: refused at the very next request, everywhere. And reading changes nothing."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from access.asking import ROLES, Asker, Row, rows
from engines import Engine

from lms.core import clock
from lms.core.access import Mode, access_of
from lms.core.db import Base
from lms.people.models import Grant, Person, PersonState, UserSession

pytestmark = [pytest.mark.slow, pytest.mark.on("sqlite")]

PEOPLE = [role for role in ROLES if role not in {"stranger", "guest"}]
# What reading may write, and where: who looked, and how far somebody has read.
JOURNAL = {"lms_audit_event", "lms_activity_event", "lms_enrolment", "lms_look"}


def let_in(as_if: str) -> list[tuple[Row, str]]:
    """Each line with everybody whom it lets in, but those that end this very browser's session, or open another."""
    found = [
        (row, role)
        for row in rows()
        if row.endpoint not in {"people.sign_out", "people.demo_sign_in"}
        for role in PEOPLE
        if row.expected[role] not in {403, 404, row.expected[as_if]}
    ]
    assert len(found) >= 400
    return found


def wrong(asker: Asker, as_if: str) -> str:
    """Where somebody gets something else than whom they have become."""
    asked = ((row, role, asker.ask(row, role)) for row, role in let_in(as_if))
    return "\n".join(
        f"{row.method} {row.endpoint} [{row.object}] as {role}: {status}, as {as_if} {row.expected[as_if]}"
        for row, role, status in asked
        if status != row.expected[as_if]
    )


@pytest.fixture
def changed(asker: Asker) -> Iterator[Asker]:
    """The asker; what a test does to the database is undone after it."""
    kept = asker.restore
    kept()
    yield asker
    asker.restore = kept
    kept()


def lasting(asker: Asker, engine: Engine, change: sa.Update) -> None:
    """Make this change; the database is put back to what it is then."""
    with asker.house.unit() as session:
        session.execute(change)
    asker.restore = engine.snapshot(asker.house)


def ids(asker: Asker) -> list[UUID]:
    return [asker.people[role] for role in PEOPLE]


def test_a_suspended_account_is_a_strangers(changed: Asker, engine: Engine) -> None:
    lasting(changed, engine, sa.update(Person).where(Person.id.in_(ids(changed))).values(state=PersonState.SUSPENDED))
    assert not wrong(changed, "stranger")


def test_a_role_that_has_ended_opens_nothing(changed: Asker, engine: Engine) -> None:
    yesterday = clock.today() - timedelta(days=1)
    lasting(changed, engine, sa.update(Grant).where(Grant.person_id.in_(ids(changed))).values(ends_on=yesterday))
    assert not wrong(changed, "guest")


def test_a_session_that_was_ended_elsewhere_is_over(changed: Asker, engine: Engine) -> None:
    lasting(changed, engine, sa.update(UserSession).values(ended_at=clock.now()))
    assert not wrong(changed, "stranger")


def digests(asker: Asker) -> dict[str, str]:
    """What each table holds, in short."""
    found = {}
    with asker.house.unit(Mode.READ) as session:
        for table in Base.metadata.sorted_tables:
            if table.name.startswith("lms_"):
                rows = session.connection().exec_driver_sql(f'SELECT * FROM "{table.name}" ORDER BY id').all()
                found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {table for table in before if before[table] != after[table]}


def test_reading_changes_nothing_but_a_declared_journal(changed: Asker) -> None:
    before, readers = digests(changed), [row for row in rows() if row.method == "GET"]
    views = changed.house.app.view_functions
    quiet, noting = [], []
    for row in readers:
        access = access_of(views[f"lms.{row.endpoint}"])
        (quiet if access and access.mode is not Mode.JOURNAL and not access.looks else noting).append(row)
    for role in ROLES:
        for row in quiet:
            changed.ask(row, role)
    for row in quiet:
        changed._clients["admin"]._client.head(changed.path(row)).close()
    assert differing(before, digests(changed)) == set()
    for role in ROLES:
        for row in noting:
            changed.ask(row, role)
    written = differing(before, digests(changed))
    assert written, "the journal has to be seen, or this sees nothing"
    assert written <= JOURNAL
