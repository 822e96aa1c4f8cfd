"""Tables, units of work, and who hears what."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from blinker import Signal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Mode
from lms.core.db import Base, Database, UtcDateTime, announce, doom, expect_version, field, make_engine
from lms.core.db.base import Id
from lms.core.db.kept import TECHNICAL
from lms.core.db.unit import when
from lms.core.errors import Stale
from lms.people.models import Grant, Node, Person
from lms.people.roles import Role
from lms.testing import House, make_node, make_person


def names(house: House) -> list[str]:
    with house.unit(Mode.READ) as session:
        return sorted(session.scalars(sa.select(Person.chosen_name)))


def test_moments_are_aware_and_kept_in_utc() -> None:
    kind = UtcDateTime()
    lite, post = sqlite.dialect(), postgresql.dialect()
    india = datetime(2026, 5, 1, 5, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert kind.process_bind_param(india, lite) == datetime(2026, 5, 1, 0, 0)  # noqa: DTZ001
    assert kind.process_bind_param(india, post) == datetime(2026, 5, 1, tzinfo=UTC)
    assert kind.process_bind_param(None, lite) is None
    assert kind.process_result_value(datetime(2026, 5, 1), lite) == datetime(2026, 5, 1, tzinfo=UTC)  # noqa: DTZ001
    assert kind.process_result_value(india, post).tzinfo is UTC
    assert kind.process_result_value(None, post) is None
    with pytest.raises(ValueError, match="aware"):
        kind.process_bind_param(datetime(2026, 5, 1), lite)  # noqa: DTZ001


def test_an_id_that_is_kept_as_text_is_made_once(house: House) -> None:
    text, other = "00112233445566778899aabbccddeeff", "00112233445566778899aabbccddee00"
    read = Id().result_processor(sqlite.dialect(), None)
    assert read(text) == UUID("00112233-4455-6677-8899-aabbccddeeff")
    assert read(text) is read(text)
    assert read(other) != read(text)
    assert read(None) is None
    with house.unit() as session:
        kept = make_person(session).id
    with house.unit(Mode.READ) as session:
        assert session.scalars(sa.select(Person.id)).all() == [kept]


def test_a_column_without_classification_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Careless\.note is not classified"):

        class Careless(Base):
            __tablename__ = "lms_careless"
            note: Mapped[str] = mapped_column(sa.String(10))

    assert "lms_careless" not in Base.metadata.tables


def test_every_column_says_why_it_is_kept(house: House) -> None:
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    assert len(columns) > 100
    assert [str(c) for c in columns if not getattr(c.info.get("kept"), "retention", "")] == []


def test_a_unit_commits_once(house: House) -> None:
    ended: list[str] = []
    with house.unit() as session:
        make_person(session, name="Ada")
        when(session, "committed", lambda: ended.append("committed"))
        when(session, "rolled_back", lambda: ended.append("rolled back"))
        assert ended == []
    assert names(house) == ["Ada"]
    assert ended == ["committed"]


@pytest.mark.parametrize("how", ["raise", "doom", "read", "interrupt"])
def test_a_unit_that_is_not_to_be_kept(house: House, how: str) -> None:
    ended: list[str] = []
    problem = {"raise": ZeroDivisionError, "interrupt": KeyboardInterrupt}.get(how)
    refused = how == "read" and house.runtime.database.engine.name == "postgresql"  # SQLite only rolls back
    try:
        with house.unit(Mode.READ if how == "read" else Mode.WRITE) as session:
            when(session, "rolled_back", lambda: ended.append("rolled back"))
            when(session, "committed", lambda: ended.append("committed"))
            make_person(session, name="Ada")
            if problem:
                raise problem
            if how == "doom":
                doom(session)
    except (ZeroDivisionError, KeyboardInterrupt):
        assert problem
    except sa.exc.InternalError as said:
        assert refused and "read-only transaction" in str(said)
    assert names(house) == []
    assert ended == ["rolled back"]


def test_a_callback_that_fails_does_not_undo_what_was_committed(house: House) -> None:
    ended: list[str] = []

    def fail() -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"), house.unit() as session:
        make_person(session, name="Ada")
        when(session, "rolled_back", lambda: ended.append("rolled back"))
        when(session, "committed", fail)
    assert names(house) == ["Ada"]
    assert ended == []


def test_two_who_change_the_same_row(house: House) -> None:
    with house.unit() as session:
        person = make_person(session, name="Ada")
    with house.unit() as session:
        session.get_one(Person, person.id).chosen_name = "Ada L."
    with pytest.raises(Stale), house.unit() as session:
        session.add(person)
        person.chosen_name = "Ada B."
    assert names(house) == ["Ada L."]


def test_the_version_somebody_saw() -> None:
    row = Person(version=3)
    expect_version(row, 3)
    expect_version(row, None)
    with pytest.raises(Stale):
        expect_version(row, 2)


def test_a_relationship_that_was_not_loaded_is_not_fetched_one_by_one(house: House) -> None:
    with house.unit() as session:
        make_person(session, {Role.HR: make_node(session)})
    with house.unit(Mode.READ) as session:
        grant = session.scalars(sa.select(Grant)).one()
        with pytest.raises(sa.exc.InvalidRequestError, match="raise_on_sql"):
            _ = grant.node


def test_the_database_holds_references(house: House) -> None:
    with house.unit() as session:
        node = make_node(session)
        make_person(session, {Role.HR: node})
    with pytest.raises(sa.exc.IntegrityError), house.unit() as session:
        session.execute(sa.delete(Node))


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Database]:
    class Trial(Base):
        __tablename__ = "lms_trial_row"
        word: Mapped[str] = field(sa.String(10), kept=TECHNICAL)

    database = Database(make_engine(f"sqlite:///{tmp_path}/x.sqlite"), "owner")
    with database.unit_of_work() as session:
        Base.metadata.create_all(session.connection(), tables=[Trial.__table__])
    yield database
    database.engine.dispose()
    Base.metadata.remove(Trial.__table__)
    Base.registry._dispose_cls(Trial)


def test_sqlite_is_told_to_be_careful(alone: Database) -> None:
    with alone.unit_of_work() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        table = Base.metadata.tables["lms_trial_row"]
        session.execute(table.insert().values(id=uuid4(), version=1, created_at=datetime.now(UTC), word="x"))
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_signal_is_heard_by_its_own_house_only(tmp_path: Path) -> None:
    happened, heard = Signal(), []

    def hear(sender: object, *, session: object, word: str) -> None:
        heard.append((sender, word))

    databases = {owner: Database(make_engine(f"sqlite:///{tmp_path}/{owner}"), owner) for owner in ("one", "two")}
    happened.connect(hear, sender="one")
    for owner, database in databases.items():
        with database.unit_of_work() as session:
            announce(happened, session, word=f"from {owner}")
        database.engine.dispose()
    assert heard == [("one", "from one")]


def test_what_a_statement_carried_is_in_no_error(house: House) -> None:
    with pytest.raises(sa.exc.IntegrityError) as found, house.unit() as session:
        for _ in range(2):
            session.add(Person(chosen_name="Ann Other", certificate_name="Ann", email="ann@test.example"))
        session.flush()
    assert any(name in str(found.value) for name in ("lms_person.email", "uq_lms_person_email"))
    assert "ann@test.example" not in str(found.value)
    assert "Ann Other" not in str(found.value)
    assert "ann@test.example" not in str(found.value.__cause__)


@pytest.mark.on("postgresql")
def test_a_value_the_database_refuses_is_in_no_error(house: House) -> None:
    with pytest.raises(sa.exc.DataError) as found, house.unit() as session:
        session.execute(sa.text("SELECT CAST(:words AS integer)"), {"words": "told in confidence"})
    assert "the database refused a value" in str(found.value)
    assert "confidence" not in f"{found.value} {found.value.__cause__}"
