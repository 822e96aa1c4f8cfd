"""The drill of backups in short, and faults that it sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from backup.looking import each_for_itself
from conftest import Told
from drills.backup import damage, returning, running, upgrades
from engines import NOT_INSTALLED, Engine, Postgres, Sqlite

from lms.backup import after, archive, make, making
from lms.core.files import keep_bytes
from lms.testing import House, make_node

pytestmark = [pytest.mark.drill, pytest.mark.slow]
QUICK = running.SIZES["quick"]


@pytest.fixture
def other(engine: Engine, request: pytest.FixtureRequest) -> Engine:
    """The other engine."""
    server = request.getfixturevalue("postgres")
    if server is None:
        pytest.skip(NOT_INSTALLED)
    return Postgres(server) if engine.name == "sqlite" else Sqlite()


def test_all_that_is_gone_is_back_on_the_other_engine(demo_house: House, other: Engine, tmp_path: Path) -> None:
    line = running.back_again(demo_house, other, tmp_path / "other", seed=1)
    assert line.verdict == "pass", line
    assert line.in_flight >= 10
    assert line.acknowledged >= 2500


@pytest.mark.on("sqlite")
def test_the_drill_sees_a_torn_backup_and_mail_sent_again(
    demo_house: House, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(making, "_at_one_moment", each_for_itself)
        came = returning.go(demo_house, engine, _made(tmp_path / "torn"))
    assert any("by half" in fault for fault in came.wrong)
    monkeypatch.setattr(after, "MAILS", ())
    line = running.back_again(demo_house, engine, tmp_path / "again", seed=1)
    assert line.duplicated >= 1
    assert line.caught().verdict == "info", line


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture
def sound(house: House, tmp_path: Path) -> Iterator[Path]:
    """A small backup with rows and files in it."""
    with house.unit() as session:
        root = make_node(session)
        for number in range(5):
            make_node(session, root)
            keep_bytes(
                session,
                house.runtime.files,
                bytes(range(200)) * number + b"x",
                name="f",
                media_type="text/plain",
                person_id=None,
            )
    make(house.runtime, tmp_path / "sound.zip")
    yield tmp_path / "sound.zip"


@pytest.mark.on("sqlite")
def test_damage_of_every_kind_is_seen(house: House, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = running.harmed(house, sound, QUICK.damages, seed=1)
    assert line.verdict == "pass", line
    assert line.kills == QUICK.damages
    for prefix in ("files/", "rows/"):
        with monkeypatch.context() as patch:
            patch.setattr(archive, "_expect_part", damage.careless(archive._expect_part, prefix))
            if prefix == "rows/":  # rows are looked at in two ways; a verifier has to miss both
                patch.setattr(archive, "_expect_rows", lambda *_asked: None)
            planted = running.harmed(house, sound, 60, seed=1)
        assert planted.lost > 0, prefix
        assert planted.caught().verdict == "info"


def test_an_upgrade_that_is_killed_is_undone_and_gets_through(told: Told, engine: Engine, tmp_path: Path) -> None:
    house = told.house(tmp_path / "old")
    put_back = upgrades.taken_down(house, engine, QUICK.old)
    line = running.cut_short(house, put_back, QUICK.points, seed=1)
    assert line.verdict == "pass", line
    assert line.kills == QUICK.points
    planted = running.cut_short(house, put_back, 3, seed=1, planted=True)
    assert planted.lost > 0, "an upgrade that is kept bit by bit is seen"
    house.close()
