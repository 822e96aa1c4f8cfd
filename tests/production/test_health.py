"""/healthz when the database is away, or behind the code."""

from pathlib import Path

import pytest

from lms.testing import House

pytestmark = pytest.mark.on("sqlite")


@pytest.fixture
def away(house: House, tmp_path: Path) -> House:
    """A house whose database's folder is gone."""
    house.rest()
    database = Path(str(house.runtime.database.engine.url.database))
    database.rename(tmp_path / "elsewhere")
    database.mkdir()
    return house


def test_a_database_that_is_away_is_503_in_json_and_says_no_more(away: House) -> None:
    reply = away.app.test_client().get("/healthz")
    assert (reply.status_code, reply.mimetype, reply.headers["Cache-Control"]) == (503, "application/json", "no-store")
    assert reply.json == {
        "status": "unavailable",
        "database": "unreachable",
        "migrations": "unknown",
        "outbox_age_s": None,
        "room": "ok",
        "version": away.runtime.version,
    }
    assert str(away.folder) not in reply.text


def test_it_is_well_again_when_the_database_is(away: House, tmp_path: Path) -> None:
    database = Path(str(away.runtime.database.engine.url.database))
    assert away.app.test_client().get("/healthz").status_code == 503
    database.rmdir()
    (tmp_path / "elsewhere").rename(database)
    away.rest()
    assert away.app.test_client().get("/healthz").status_code == 200
