"""When the doctor asks for a backup, and when one counts."""

from pathlib import Path

import pytest
from cli.doctor.conftest import SOUND, Bed
from cli.doctor.plants import PLANTS, last_backup
from sqlalchemy.exc import OperationalError

from lms.backup import noting

NEVER = next(plant for plant in PLANTS if plant.code == "backup-never")
BEHIND = {"audit-behind"}  # the event that was dated back is not sealed


@pytest.mark.parametrize(
    ("ago", "days", "found"),
    [
        ({"days": 1, "hours": 23, "minutes": 59}, "2", BEHIND),
        ({"days": 2, "minutes": 1}, "2", BEHIND | {"backup-old"}),
        ({"days": 6, "hours": 23}, "7", BEHIND),
        ({"days": 7, "hours": 1}, "7", BEHIND | {"backup-old"}),
        ({"days": 700}, "0", BEHIND),
    ],
)
def test_from_which_day_on_it_is_old(bed: Bed, ago: dict[str, float], days: str, found: set[str]) -> None:
    last_backup(bed, **ago)
    assert set(bed.examine(BACKUP_DAYS=days)) == found


def test_it_says_how_old_it_is(bed: Bed) -> None:
    last_backup(bed, days=12, hours=3)
    assert bed.examine()["backup-old"]["says"] == "The last backup was made 12 days ago."


def test_none_is_asked_for_where_another_tool_makes_them_or_in_a_demo(bed: Bed) -> None:
    assert set(NEVER.spoil(bed)) == {"backup-never"}
    assert bed.examine(BACKUP_DAYS="0") == {}
    assert "backup-never" not in bed.examine(DEMO="1")


def test_one_backup_and_it_is_well_again(bed: Bed, tmp_path: Path) -> None:
    assert set(NEVER.spoil(bed)) == {"backup-never"}
    assert bed.run("backup", str(tmp_path / "now.zip"), **SOUND).code == 0
    assert bed.examine() == {}


def test_one_that_could_not_be_made_does_not_count(bed: Bed, tmp_path: Path) -> None:
    NEVER.spoil(bed)
    (tmp_path / "there.zip").write_text("mine")
    assert bed.run("backup", str(tmp_path / "there.zip"), **SOUND).code != 0
    assert set(bed.examine()) == {"backup-never"}


def test_one_that_cannot_be_written_down_is_good_and_says_so(bed: Bed, tmp_path: Path) -> None:
    def busy(*_asked: object) -> None:
        raise OperationalError("insert", {}, Exception("database is locked"))

    NEVER.spoil(bed)
    with bed.patch.context() as patch:
        patch.setattr(noting, "note", busy)
        said = bed.run("backup", str(tmp_path / "now.zip"), **SOUND)
    assert (said.code, (tmp_path / "now.zip").exists()) == (0, True)
    assert "the doctor will not know of it" in said.err
    assert set(bed.examine()) == {"backup-never"}
