"""A kept file opens with the key in its row, which is sealed for the person whose it is; and with nothing else."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from lms.cli import build
from lms.core.files import File, LocalStore, keep_bytes, opening
from lms.core.sealing import PersonKey, SealBroken, destroy_key, read_here, rotate_key
from lms.testing import House, make_person

WORDS = b"The heron stood in the rain. " * 9_000  # four chunks
ROW = sa.table("lms_file", sa.column("id", sa.Uuid()), sa.column("key", sa.Text()))


def person(house: House) -> UUID:
    with house.unit() as session:
        return make_person(session).id


def kept(house: House, whose: UUID | None, content: bytes = WORDS) -> UUID:
    with house.unit() as session:
        store = house.runtime.files
        return keep_bytes(session, store, content, name="a", media_type="text/plain", person_id=whose).id


def lying(house: House, key: UUID) -> bytes:
    """The bytes as they are in the store."""
    with house.runtime.files.open(key) as file:
        return file.read()


def put(house: House, row: UUID, **values: Any) -> None:
    """Past the model, as somebody at the database would."""
    with house.unit() as session:
        session.execute(sa.update(ROW).where(ROW.c.id == row).values(values))


def test_it_lies_closed_and_comes_back(house: House) -> None:
    key = kept(house, person(house))
    assert b"heron" not in lying(house, key)
    assert house.content(key) == WORDS
    with house.unit() as session:
        row = session.get_one(File, key)
        assert (row.size, row.sha256) == (len(WORDS), hashlib.sha256(lying(house, key)).hexdigest())
        assert row.key["sha256"] == hashlib.sha256(WORDS).hexdigest()
        shown = session.execute(sa.text("select * from lms_file")).one()
        assert row.key["sha256"] not in str(shown), "nobody can try out what it may say"


def test_the_services_own_is_closed_too_and_is_nobodys_look(house: House) -> None:
    key = kept(house, None)
    assert b"heron" not in lying(house, key)
    with house.unit() as session:
        opening.opener_of(session.get_one(File, key))
        assert {read.person_id for read in read_here(session)} == {None}


def test_it_is_the_same_when_keys_have_changed(house: House, tmp_path: Path) -> None:
    whose = person(house)
    key = kept(house, whose)
    before = lying(house, key)
    with house.unit() as session:
        assert rotate_key(session, whose) == 1
        assert len(session.scalars(sa.select(PersonKey).where(PersonKey.wrapped != "")).all()) == 1
    assert house.content(key) == WORDS
    assert lying(house, key) == before, "only the small key is closed anew"


def test_it_is_the_same_when_the_master_key_has_changed(tmp_path: Path, template: Any) -> None:
    house = House(tmp_path / "data", template, PEER_LMS_MASTER_KEY="")
    key = kept(house, person(house))
    masters = house.runtime.database.masters
    assert masters is not None and masters.file is not None
    with pytest.raises(SystemExit) as ended:
        build(house.app).main(args=["keys", "rotate"], prog_name="peer-lms")
    assert ended.value.code == 0
    assert len(masters.names) == 2
    masters.file.write_text(masters.file.read_text().splitlines()[0])  # the new one alone
    assert house.content(key) == WORDS
    house.close()


def test_it_is_shut_for_ever_with_its_persons_key(house: House) -> None:
    whose = person(house)
    key, other = kept(house, whose), kept(house, person(house))
    with house.unit() as session:
        assert destroy_key(session, whose) == 1
    assert len(lying(house, key)) > len(WORDS), "the bytes are there"
    with pytest.raises(FileNotFoundError):
        house.content(key)
    assert house.content(other) == WORDS


def test_a_row_whose_words_were_cleared_opens_nothing(house: House) -> None:
    key = kept(house, person(house))
    put(house, key, key="")
    with pytest.raises(FileNotFoundError):
        house.content(key)


def _moved(house: House, one: UUID, other: UUID) -> None:
    house.runtime.files.write(one, [lying(house, other)])


def _moved_with_its_key(house: House, one: UUID, other: UUID) -> None:
    with house.unit() as session:
        sealed = session.scalar(sa.select(ROW.c.key).where(ROW.c.id == other))
    put(house, one, key=sealed)
    _moved(house, one, other)


def _plain(house: House, one: UUID, _other: UUID) -> None:
    house.runtime.files.write(one, [b"Something else."])


def _cut(house: House, one: UUID, _other: UUID) -> None:
    house.runtime.files.write(one, [lying(house, one)[:-1]])


def _one_bit(house: House, one: UUID, _other: UUID) -> None:
    closed = bytearray(lying(house, one))
    closed[len(closed) // 2] ^= 1
    house.runtime.files.write(one, [bytes(closed)])


@pytest.mark.parametrize("meddle", [_moved, _moved_with_its_key, _plain, _cut, _one_bit])
def test_bytes_that_are_not_its_own_are_refused(house: House, meddle: Callable[[House, UUID, UUID], None]) -> None:
    one, other = kept(house, person(house)), kept(house, person(house), b"Somebody else's.")
    meddle(house, one, other)
    with pytest.raises(SealBroken):
        house.content(one)
    assert house.content(other) == b"Somebody else's."


def test_bytes_that_lie_plain_are_taken_only_if_they_are_the_very_same(house: House) -> None:
    """As they do while a turn back to an earlier version is broken off."""
    key = kept(house, person(house))
    house.runtime.files.write(key, [WORDS])
    assert house.content(key) == WORDS
    house.runtime.files.write(key, [WORDS[:-1]])
    with pytest.raises(SealBroken, match="not as it was kept"):
        house.content(key)


def test_a_source_that_is_refused_is_let_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    key, let_go = kept(house, person(house)), []
    house.runtime.files.write(key, [b"Something else."])
    honest = LocalStore.open

    def watched(self: LocalStore, wanted: UUID) -> Any:
        let_go.append(honest(self, wanted))
        return let_go[-1]

    monkeypatch.setattr(LocalStore, "open", watched)
    with pytest.raises(SealBroken):
        house.content(key)
    assert [source.closed for source in let_go] == [True]
