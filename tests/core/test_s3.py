"""Files in a store that speaks S3: kept under random names, given back, gone with their transaction."""

import io
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from core.object_store import ACCESS, SECRET, Shelf, object_store

from lms.cli.migrate import upgrade
from lms.core.db import doom
from lms.core.errors import NotReady
from lms.core.files import Allowed, keep_bytes, keep_upload
from lms.core.s3 import S3Store, s3_store
from lms.core.text import lazy_gettext as _l
from lms.testing import House, make_person

TEXT = Allowed(frozenset({"text/plain"}), _l("a text"), 1)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Shelf]]]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with object_store() as (address, kept):
        yield f"s3://people/files?endpoint={address}&region=eu-west-2", kept


def test_what_is_written_comes_back_and_goes_for_good(shelf: tuple[str, type[Shelf]]) -> None:
    store, key = s3_store(shelf[0]), uuid4()
    store.write(key, [b"one ", b"two"])
    assert shelf[1].kept == {f"/people/files/{key.hex}": b"one two"}
    with store.open(key) as kept:
        assert kept.read() == b"one two"
    store.remove(key)
    assert shelf[1].kept == {}
    store.remove(key)
    with pytest.raises(FileNotFoundError):
        store.open(key)


def test_another_secret_is_shown_the_door(shelf: tuple[str, type[Shelf]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guessed")
    with pytest.raises(OSError, match="did not take the file"):
        s3_store(shelf[0]).write(uuid4(), [b"x"])
    assert shelf[1].kept == {}


def test_a_house_keeps_its_files_there(shelf: tuple[str, type[Shelf]], tmp_path: Path) -> None:
    house = House(tmp_path / "data", PEER_LMS_FILES=shelf[0])
    upgrade(house.runtime.database)
    assert isinstance(house.runtime.files, S3Store)
    with house.unit() as session:
        file = keep_upload(
            session,
            house.runtime.files,
            io.BytesIO(b"Words."),
            name="my words.txt",
            allowed=TEXT,
            person_id=make_person(session).id,
        )
    assert list(shelf[1].kept) == [f"/people/files/{file.id.hex}"]
    assert b"Words." not in shelf[1].kept[f"/people/files/{file.id.hex}"]
    assert house.content(file.id) == b"Words."
    with house.unit() as session:
        keep_bytes(session, house.runtime.files, b"x", name="a", media_type="text/plain", person_id=None)
        doom(session)
    assert list(shelf[1].kept) == [f"/people/files/{file.id.hex}"]
    assert not (house.folder / "files").exists()
    house.close()


def test_a_store_that_is_away_is_no_missing_file(shelf: tuple[str, type[Shelf]]) -> None:
    store = s3_store(shelf[0])
    shelf[1].down = True
    with pytest.raises(OSError, match="did not give the file"):
        store.open(uuid4())
    with pytest.raises(OSError, match="did not remove the file"):
        store.remove(uuid4())


@pytest.mark.parametrize("address", ["s3:///x", "http://bucket/x", "s3://key:secret@bucket", "s3://bucket?acl=public"])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(NotReady, match="not the address of a file store"):
        s3_store(address)
