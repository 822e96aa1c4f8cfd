"""Files of before they were sealed: a key first, a day later the bytes; cut off anywhere, they open all the same."""

import hashlib
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from lms.core import clock
from lms.core.files import File, closing
from lms.core.files.chunks import is_closed
from lms.core.sealing import destroy_key
from lms.jobs import rounds
from lms.testing import House, make_person

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
WORDS = b"The heron stood in the rain."


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def older(house: House, whose: UUID | None, content: bytes = WORDS) -> UUID:
    """A file as migration 0021 leaves it."""
    key = uuid4()
    with house.unit() as session:
        values = {"id": key, "shown_name": "a", "media_type": "text/plain", "size": len(content), "version": 1}
        known = {"sha256": hashlib.sha256(content).hexdigest(), "created_at": NOON, "unsealed_until": NOON}
        session.execute(sa.insert(File.__table__).values(**values, **known, person_id=whose, key=""))
    house.runtime.files.write(key, [content])
    return key


def person(house: House) -> UUID:
    with house.unit() as session:
        return make_person(session).id


def work(house: House, **later: float) -> None:
    with clock.frozen(NOON + timedelta(**later)), house.app.app_context():
        rounds.begin(house.runtime)
        house.work()


def lying(house: House, key: UUID) -> bytes:
    with house.runtime.files.open(key) as file:
        return file.read()


def waiting(house: House) -> dict[UUID, datetime]:
    with house.unit() as session:
        query = sa.select(File.id, File.unsealed_until).where(File.unsealed_until.is_not(None))
        return {row.id: row.unsealed_until for row in session.execute(query)}


def has_key(house: House, key: UUID) -> bool:
    with house.unit() as session:
        return File.key.holds(session.get_one(File, key))


def test_a_key_first_and_a_day_later_the_bytes(house: House) -> None:
    key = older(house, person(house))
    assert house.content(key) == WORDS
    work(house)
    assert (has_key(house, key), lying(house, key)) == (True, WORDS)
    assert waiting(house) == {key: NOON + timedelta(days=1)}
    work(house, hours=23)
    assert lying(house, key) == WORDS, "a backup that has begun may hold the row without a key"
    work(house, hours=25)
    assert is_closed(lying(house, key))
    assert b"heron" not in lying(house, key)
    assert waiting(house) == {}
    assert house.content(key) == WORDS
    with house.unit() as session:
        assert session.get_one(File, key).sha256 == hashlib.sha256(lying(house, key)).hexdigest()
    before = lying(house, key)
    work(house, hours=50)
    assert lying(house, key) == before, "what is closed is left alone"


def test_some_at_a_time_and_all_in_the_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.privacy.jobs.AT_ONCE", 2)
    whose = person(house)
    keys = [older(house, whose) for _number in range(5)]
    for minutes in (0, 6, 12):
        work(house, minutes=minutes)
    assert [has_key(house, key) for key in keys] == [True] * 5
    for minutes in (20, 26, 32):
        work(house, days=1, minutes=minutes)
    assert [is_closed(lying(house, key)) for key in keys] == [True] * 5
    assert {house.content(key) for key in keys} == {WORDS}


def test_cut_off_between_bytes_and_row_it_opens_and_begins_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    key = older(house, person(house))
    work(house)
    honest = closing.put_closed

    def killed(*asked: object) -> None:
        honest(*asked)
        raise ZeroDivisionError

    with monkeypatch.context() as patch, clock.frozen(NOON + timedelta(hours=25)):
        patch.setattr(closing, "put_closed", killed)
        with pytest.raises(ZeroDivisionError), house.unit() as session:
            closing.close(session, house.runtime.files, key)
    assert is_closed(lying(house, key))
    assert key in waiting(house)
    assert house.content(key) == WORDS
    work(house, hours=26)
    assert waiting(house) == {}
    assert house.content(key) == WORDS


def test_what_is_not_as_it_was_kept_is_left_and_named(house: House, caplog: pytest.LogCaptureFixture) -> None:
    key, well = older(house, person(house)), older(house, person(house))
    house.runtime.files.write(key, [b"Spoilt."])
    work(house)
    with caplog.at_level(logging.WARNING, "lms.files"):
        work(house, hours=25)
    assert [record.getMessage() for record in caplog.records if record.name == "lms.files"] == [
        f"file {key} is not as it was kept, and is left as it is"
    ]
    assert lying(house, key) == b"Spoilt."
    assert waiting(house) == {key: NOON + timedelta(hours=49)}
    assert is_closed(lying(house, well))


def test_what_is_not_there_is_not_waited_for(house: House) -> None:
    key = older(house, person(house))
    house.runtime.files.remove(key)
    work(house)
    work(house, hours=25)
    assert waiting(house) == {}


@pytest.mark.parametrize("after", ["before it has a key", "with a key already"])
def test_of_somebody_erased_it_is_the_services_own(house: House, after: str) -> None:
    whose = person(house)
    key = older(house, whose)
    older(house, whose)
    work(house, minutes=0) if after == "with a key already" else None
    with house.unit() as session:
        make = closing.ring_of(session).of_person(whose)
        assert make.cipher is not None
    with house.unit() as session:
        assert destroy_key(session, whose) == 1
    work(house, hours=25)
    work(house, hours=51)
    with house.unit() as session:
        assert session.get_one(File, key).person_id is None
    assert is_closed(lying(house, key))
    assert house.content(key) == WORDS


def test_one_that_is_forgotten_meanwhile_stays_so(house: House) -> None:
    key = older(house, person(house))
    with house.unit() as session:
        session.delete(session.get_one(File, key))
    house.runtime.files.remove(key)
    with house.unit() as session:
        closing.close(session, house.runtime.files, key)
    with pytest.raises(FileNotFoundError):
        lying(house, key)
