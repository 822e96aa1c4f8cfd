"""Migration 0021: files come up with whose they are, and go down as they were sent; also when it is broken off."""

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from conftest import Told

from assessments.models import Evidence, Portfolio
from certificates.models import Certificate
from lms.cli.migrate import downgrade, upgrade
from lms.core.db import Database
from lms.core.errors import NotReady
from lms.core.files import File, LocalStore, keep_bytes
from lms.core.files.chunks import is_closed
from lms.core.sealing import destroy_key
from lms.testing import House
from modules.models import Activity, Enrolment, SpokenReflection

ROWS = sa.table("lms_file", sa.column("id", sa.Uuid()), sa.column("sha256", sa.Text()), sa.column("size", sa.Integer()))


@pytest.fixture
def house(told: Told, tmp_path: Path) -> Iterator[House]:
    """The demo, in which t5 has sent a recording, and ama says something for herself."""
    built = told.house(tmp_path / "demo")
    with built.unit() as session:
        enrolment = session.scalars(sa.select(Enrolment).filter_by(person_id=told.story.people["trainee"])).one()
        spoken = keep_bytes(
            session, built.runtime.files, b"said", name="s", media_type="audio/ogg", person_id=enrolment.person_id
        )
        activity = session.scalars(sa.select(Activity.id)).first()
        session.add(SpokenReflection(enrolment_id=enrolment.id, activity_id=activity, file_id=spoken.id))
    yield built
    built.close()


def contents(house: House) -> dict[UUID, bytes]:
    """Every file of the demo, opened by its key."""
    with house.unit() as session:
        keys = session.scalars(sa.select(File.id)).all()
    return {key: house.content(key) for key in keys}


def lying(house: House) -> dict[UUID, bytes]:
    found = {}
    with house.runtime.database.engine.connect() as connection:
        for key in connection.scalars(sa.select(ROWS.c.id)).all():
            with house.runtime.files.open(key) as file:
                found[key] = file.read()
    return found


def owners(house: House) -> dict[UUID, UUID | None]:
    with house.unit() as session:
        return {row.id: row.person_id for row in session.execute(sa.select(File.id, File.person_id))}


def expected(house: House) -> dict[UUID, UUID | None]:
    """Whose each file is, the other way round than the migration goes."""
    with house.unit() as session:
        mine = sa.select(Evidence.file_id, Enrolment.person_id).join(Portfolio, Portfolio.id == Evidence.portfolio_id)
        sent = session.execute(mine.join(Enrolment).where(Evidence.file_id.is_not(None))).all()
        said = session.execute(sa.select(SpokenReflection.file_id, Enrolment.person_id).join(Enrolment)).all()
        printed = session.scalars(sa.select(Certificate.file_id).where(Certificate.file_id.is_not(None))).all()
    assert sent
    assert said
    assert printed
    return {**dict(map(tuple, [*sent, *said])), **dict.fromkeys(printed)}  # type: ignore[arg-type]


def test_down_they_lie_as_they_were_sent_and_up_it_is_known_whose_they_are(house: House) -> None:
    plain, whose = contents(house), expected(house)
    assert owners(house) == whose
    assert all(map(is_closed, lying(house).values()))
    downgrade(house.runtime.database, "0020")
    assert lying(house) == plain
    with house.runtime.database.engine.connect() as connection:
        known = {row.id: (row.sha256, row.size) for row in connection.execute(sa.select(ROWS))}
    assert known == {key: (hashlib.sha256(words).hexdigest(), len(words)) for key, words in plain.items()}
    upgrade(house.runtime.database)
    assert owners(house) == whose
    assert lying(house) == plain
    assert contents(house) == plain
    with house.unit() as session:
        assert {row.unsealed_until == row.created_at for row in session.scalars(sa.select(File))} == {True}


def test_a_way_down_that_is_broken_off_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, honest, written = contents(house), LocalStore.write, []

    def killed(self: LocalStore, key: UUID, chunks: list[bytes]) -> None:
        if len(written) == 1:
            raise ZeroDivisionError
        honest(self, key, chunks)
        written.append(key)

    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(LocalStore, "write", killed)
        downgrade(house.runtime.database, "0020")
    assert [is_closed(words) for words in lying(house).values()].count(False) == 1
    assert contents(house) == plain, "the rows are as they were, and one file lies open beside them"
    downgrade(house.runtime.database, "0020")
    assert lying(house) == plain


def test_without_the_store_it_is_refused(house: House) -> None:
    plain, ours = contents(house), house.runtime.database
    blind = Database(ours.engine, object(), ours.masters, secret=ours.secret)
    with pytest.raises(NotReady, match="has not been told where they are"):
        downgrade(blind, "0020")
    assert contents(house) == plain


def test_what_nobody_can_open_stays_shut(house: House, told: Told, caplog: pytest.LogCaptureFixture) -> None:
    with house.unit() as session:
        mine = session.scalars(sa.select(File.id).filter_by(person_id=told.story.people["t5"])).all()
        (spoken,) = session.scalars(sa.select(SpokenReflection.file_id)).all()
        destroy_key(session, told.story.people["t5"])
    house.runtime.files.remove(spoken)
    others = [key for key in owners(house) if key not in {*mine, spoken}]
    plain = {key: house.content(key) for key in others}
    with caplog.at_level(logging.WARNING, "lms.migrations"):
        downgrade(house.runtime.database, "0020")
    assert "1 files are not in the store, or not as they were kept" in caplog.text
    house.runtime.files.write(spoken, [b""])
    after = lying(house)
    assert mine
    assert {is_closed(after[key]) for key in mine} == {True}
    assert {key: after[key] for key in others} == plain
