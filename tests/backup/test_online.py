"""A backup is made while people write: it holds one moment, and nobody waits for it."""

import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from backup.looking import each_for_itself
from core.test_closing_files import NOON, older

from lms.audit.models import AuditEvent
from lms.backup import make, making, opened
from lms.core import clock
from lms.core.access import Mode
from lms.core.files import closing, keep_bytes
from lms.core.files.chunks import is_closed
from lms.jobs.models import Job
from lms.jobs.services import enqueue
from lms.testing import House

# One transaction writes one row into each: the first table that is read, and one that is read much later.
EARLY, LATE = "lms_audit_event", "lms_job"
LATER = datetime(2099, 1, 1, tzinfo=UTC)


class Writer:
    """Somebody who writes a pair of rows whenever the backup goes on to the next table."""

    def __init__(self, house: House) -> None:
        self.house, self.pairs, self.longest = house, 0, 0.0

    def write(self) -> None:
        """One pair, and how long it took."""
        began = time.monotonic()
        with self.house.unit() as session:
            key = f"pair-{self.pairs}"
            enqueue(session, "tests.none", key=key, payload={}, due=LATER)
            session.add(_event(key))
        self.pairs += 1
        self.longest = max(self.longest, time.monotonic() - began)


def _event(key: str) -> AuditEvent:
    nobody: dict[str, Any] = {"actor_name": "", "subject_kind": "", "request_id": ""}
    return AuditEvent(action=key, subject_id=uuid4(), details={}, **nobody)


@pytest.fixture
def writer(demo_house: House, monkeypatch: pytest.MonkeyPatch) -> Writer:
    made, honest = Writer(demo_house), making._write_table

    def and_write(*asked: Any) -> Any:
        made.write()
        return honest(*asked)

    monkeypatch.setattr(making, "_write_table", and_write)
    return made


def _pairs(place: Path) -> tuple[int, int]:
    with opened(place) as backup:
        lines = {name: list(backup.lines(name)) for name in (EARLY, LATE)}
    return tuple(sum(b'"pair-' in line for line in lines[name]) for name in (EARLY, LATE))  # type: ignore[return-value]


def test_one_moment_is_kept_and_nobody_waits(demo_house: House, writer: Writer, tmp_path: Path) -> None:
    writer.write()
    make(demo_house.runtime, tmp_path / "backup.zip")
    assert writer.pairs >= 60
    assert writer.longest < 5, "the time after which a writer on SQLite gives up"
    early, late = _pairs(tmp_path / "backup.zip")
    assert early == late
    assert early in {1, 2}


def test_a_backup_of_many_moments_is_seen(
    demo_house: House, writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_at_one_moment", each_for_itself)
    make(demo_house.runtime, tmp_path / "backup.zip")
    early, late = _pairs(tmp_path / "backup.zip")
    assert late > early + 10


def test_files_that_are_not_as_they_should_be_are_named(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody deletes meanwhile is no fault; what is lost or spoilt is."""
    store = house.runtime.files
    with house.unit() as session:
        kept = {
            name: keep_bytes(session, store, name.encode(), name=name, media_type="text/plain", person_id=None)
            for name in ("well", "lost", "spoilt", "deleted")
        }
    store.remove(kept["lost"].id)
    store.write(kept["spoilt"].id, [b"spoilT"])
    honest = making._write_files

    def after_a_deletion(*asked: Any) -> Any:
        with house.unit() as session:
            session.delete(session.merge(kept["deleted"]))
        store.remove(kept["deleted"].id)
        return honest(*asked)

    monkeypatch.setattr(making, "_write_files", after_a_deletion)
    manifest = make(house.runtime, tmp_path / "backup.zip").manifest
    assert list(manifest.missing) == [kept["lost"].id.hex]
    assert list(manifest.damaged) == [kept["spoilt"].id.hex]
    assert list(manifest.gone) == [kept["deleted"].id.hex]
    assert sorted(manifest.files) == sorted([kept["well"].id.hex, kept["spoilt"].id.hex])
    assert not manifest.whole


@pytest.mark.parametrize("planted", [False, True], ids=["", "nobody looks again"])
def test_a_file_that_is_closed_meanwhile_is_not_damaged(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, planted: bool
) -> None:
    """Its row was read before, its bytes are read after the worker has been at it."""
    key = older(house, None, b"A heron.")
    with clock.frozen(NOON):
        _close(house, key)
    honest = making._write_files

    def after_closing(*asked: Any) -> Any:
        with clock.frozen(NOON + timedelta(days=2)):
            _close(house, key)
        return honest(*asked)

    monkeypatch.setattr(making, "_write_files", after_closing)
    if planted:
        monkeypatch.setattr(making, "_closed_since", lambda *_asked: set())
    manifest = make(house.runtime, tmp_path / "backup.zip").manifest
    assert list(manifest.damaged) == ([key.hex] if planted else [])
    with opened(tmp_path / "backup.zip") as backup:
        assert is_closed(b"".join(backup.file(key.hex)))
        (line,) = backup.lines("lms_file")
    assert b'"s2:' in line, "what opens it is in the same backup"


def _close(house: House, key: UUID) -> None:
    with house.unit() as session:
        closing.close(session, house.runtime.files, key)


def test_nothing_is_left_where_a_backup_could_not_be_made(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    def full(*_asked: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(making, "_write_files", full)
        make(house.runtime, folder / "backup.zip")
    assert list(folder.iterdir()) == []
    make(house.runtime, folder / "backup.zip")
    before = (folder / "backup.zip").read_bytes()
    with pytest.raises(making.Refused, match="is there already"):
        make(house.runtime, folder / "backup.zip")
    assert (folder / "backup.zip").read_bytes() == before


def test_memory_stays_flat(house: House, tmp_path: Path) -> None:
    """However many rows a table has, a thousand are fetched at a time."""
    with house.unit() as session:
        given = {"kind": "tests.none", "payload": {"words": "x" * 1000}}
        session.execute(sa.insert(Job), [{"key": f"job-{n}", **given} for n in range(12_000)])
    tracemalloc.start()
    make(house.runtime, tmp_path / "backup.zip")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 12_000_000, "the rows alone are 14 MB as they are written"
    with house.unit(Mode.READ) as session:
        assert session.query(Job).count() == 12_000
