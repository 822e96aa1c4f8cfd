"""What does not fit is refused before anything is touched, and a fault half-way leaves everything as it was."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from backup.conftest import Fresh, bring_back
from backup.looking import different, rows_of
from conftest import Told
from engines import Engine

from lms.backup import archive, make, making, opened, restoring, target
from lms.backup.shapes import Shape, shape_of
from lms.cli.migrate import downgrade, upgrade
from lms.core.db import Base
from lms.core.db.schema import CORE
from lms.core.errors import NotReady, Refused
from lms.people.models import Person
from lms.testing import House

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def place(demo_house: House, tmp_path: Path) -> Path:
    make(demo_house.runtime, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def rewritten(place: Path, change: Change) -> Path:
    """The same backup with another manifest, sealed as if it had been made so."""
    made = place.with_name("changed.zip")
    with zipfile.ZipFile(place) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == archive.MANIFEST:
                facts = json.loads(content)
                change(facts)
                content = json.dumps(facts).encode()
            new.writestr(name, content)
        new.comment = archive.MARK + b"0" * archive.DIGITS
    with made.open("r+b") as file:
        archive.seal(file)
    return made


# What is changed in the manifest, and what is said of it then. Each copy is sealed as if it had been made so.
UNFIT: list[tuple[Change, str]] = [
    (lambda facts: facts.update(product="other-lms"), "a backup of other-lms"),
    (lambda facts: facts.update(format=2), "format 2"),
    (lambda facts: facts.pop("tables"), "cannot be read"),
    (lambda facts: facts["heads"].update(core=["9999"]), "which is newer"),
    (lambda facts: facts["heads"].update(diary=["0001"]), "the plugin diary, which is not here"),
    (lambda facts: facts["heads"].pop("core"), "not ours"),
    (lambda facts: facts["tables"]["lms_person"].update(rows=1), "not those that were counted"),
    (lambda facts: facts["tables"]["lms_person"].update(content="0" * 64), "not those that were counted"),
    (lambda facts: facts["tables"]["lms_person"]["columns"].pop(), "A row of lms_person"),
    (lambda facts: facts["tables"]["lms_person"]["columns"][0].__setitem__(1, "colour"), "cannot be read"),
    (lambda facts: facts["members"]["rows/lms_person.jsonl"].update(size=1), "rows/lms_person.jsonl in the file"),
    (lambda facts: facts["members"].pop("rows/lms_job.jsonl"), "cannot be read"),
]


@pytest.mark.on("sqlite")
def test_what_does_not_fit_is_refused(place: Path, fresh: Fresh, engine: Engine) -> None:
    house = fresh(engine)
    for change, says in UNFIT:
        with pytest.raises(Refused, match=says):
            bring_back(house, rewritten(place, change))
    assert sa.inspect(house.runtime.database.engine).get_table_names() == []
    with opened(rewritten(place, lambda _facts: None)) as backup:
        assert backup.manifest.rows >= 2500, "it is the change that was refused, not the rewriting"


def test_people_are_not_written_over(place: Path, demo_house: House) -> None:
    before = rows_of(demo_house)
    with pytest.raises(Refused, match="people and places in this database already"):
        bring_back(demo_house, place)
    assert rows_of(demo_house) == before
    with demo_house.unit() as session:
        session.add(Person(chosen_name="Later", certificate_name="Later"))
    assert different(before, rows_of(demo_house)) == ["lms_person"]
    done = bring_back(demo_house, place, replace=True)
    assert different(before, rows_of(demo_house)) == []
    assert done.written == 0, "the files are there and as they should be"


def test_a_fault_half_way_leaves_everything_as_it_was(
    place: Path, demo_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last thing that a restore does fails; what was there before is there again, and so are the files."""
    before, files = rows_of(demo_house), _files(demo_house)
    victim = next(iter(sorted(files)))

    def fails(*_asked: Any) -> Any:
        raise OSError("pulled out")

    monkeypatch.setattr(restoring, "settle", fails)
    with pytest.raises(OSError, match="pulled out"):
        bring_back(demo_house, place, replace=True)
    assert rows_of(demo_house) == before
    assert _files(demo_house) == files
    victim.unlink()
    with pytest.raises(OSError, match="pulled out"):
        bring_back(demo_house, place, replace=True)
    assert _files(demo_house) == {path: content for path, content in files.items() if path != victim}
    with demo_house.runtime.database.engine.connect() as connection:
        assert CORE.drift(connection) == []


def _files(house: House) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (house.folder / "files").rglob("*") if path.is_file()}


@pytest.mark.on("sqlite")
def test_there_has_to_be_room(place: Path, fresh: Fresh, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    house = fresh(engine)
    with monkeypatch.context() as patch, pytest.raises(Refused, match="Make room"):
        patch.setattr(target.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1_000_000))
        bring_back(house, place)
    assert sa.inspect(house.runtime.database.engine).get_table_names() == []


@pytest.mark.on("sqlite")
def test_a_database_that_is_not_there_is_said(place: Path, fresh: Fresh, engine: Engine, tmp_path: Path) -> None:
    address = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    house = fresh(engine, PEER_LMS_DATABASE_URL=address)
    with pytest.raises(NotReady, match="cannot be reached"):
        bring_back(house, place)


def _as_it_was(schemas: Any) -> Iterator[Shape]:
    """Planted for one test: the tables and columns that an older version had."""
    for table in Base.metadata.sorted_tables:
        columns = _COLUMNS.get(table.name)
        if columns and any(schema.owns(table.name) for schema in schemas):
            shape = shape_of(table)
            yield Shape(shape.name, tuple(pair for pair in shape.columns if pair[0] in columns), shape.key)


_COLUMNS: dict[str, set[str]] = {}


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    told: Told, there: Engine, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = told.house(tmp_path / "old")
    downgrade(old.runtime.database, "0010")
    inspector = sa.inspect(old.runtime.database.engine)
    _COLUMNS.update(
        {name: {one["name"] for one in inspector.get_columns(name)} for name in inspector.get_table_names()}
    )
    with monkeypatch.context() as patch, pytest.raises(NotReady, match="not at the version of this code: core"):
        make(old.runtime, tmp_path / "never.zip")
    with monkeypatch.context() as patch:
        patch.setattr(making, "_expect_current", lambda *_asked: None)
        patch.setattr(making, "_shapes", _as_it_was)
        made = make(old.runtime, tmp_path / "old.zip")
    assert made.manifest.heads == {"core": ["0010"]}
    upgrade(old.runtime.database)
    house = fresh(there)
    bring_back(house, tmp_path / "old.zip")
    assert different(rows_of(old), rows_of(house)) == []
    with house.runtime.database.engine.connect() as connection:
        assert CORE.drift(connection) == []
    old.close()
