"""Houses to restore into, on the same engine or on the other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import NOT_INSTALLED, Blank, Engine, Postgres, Sqlite

from lms.backup import Restored, expect_fit, look_at, opened
from lms.backup import restore as put_back
from lms.testing import House

Fresh = Callable[..., House]


@pytest.fixture(params=["same", "other"])
def there(request: pytest.FixtureRequest, engine: Engine) -> Engine:
    """The engine that is restored onto."""
    if request.param == "same":
        return engine
    if engine.name == "postgresql":
        return Sqlite()
    server = request.getfixturevalue("postgres")
    if server is None:
        pytest.skip(NOT_INSTALLED)
    return Postgres(server)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    """Makes houses without tables, on an engine."""
    made: list[House] = []

    def make(engine: Engine, **settings: Any) -> House:
        made.append(House(tmp_path / f"fresh-{len(made)}", Blank(engine), PEER_LMS_DEMO="1", **settings))
        return made[-1]

    yield make
    for house in made:
        house.close()


def bring_back(house: House, place: Path, *, replace: bool = False) -> Restored:
    """Restore into a house as the command does."""
    with house.app.app_context(), opened(place) as backup:
        expect_fit(house.runtime, backup, look_at(house.runtime), replace=replace)
        return put_back(house.runtime, backup)
