"""A plugin's tables: named after it, classified, with one line of migrations; its templates in a place of their own."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from itertools import count
from pathlib import Path
from textwrap import dedent

import pytest
from plugins.test_loader import load_with

from lms.core.db import Base
from lms.plugins.guests import Guest

PLUGIN = """
    from {package} import models
    class Rain:
        peer_lms_api = 1
        package = "{package}"
        {says}
    plugin = Rain()
"""
MODELS = """
    import sqlalchemy as sa
    from lms.core.db import Base
    from lms.core.db.kept import TECHNICAL
    table = sa.Table("{table}", Base.metadata, sa.Column("id", sa.Integer, primary_key=True, info={info}))
"""
MAPPED = """
    from sqlalchemy.orm import Mapped
    from lms.core.db import Base, field
    from lms.core.db.kept import TECHNICAL
    class Day(Base):
        __tablename__ = "{table}"
        depth: Mapped[int] = field(kept=TECHNICAL)
"""
REVISION = """
    revision, down_revision, branch_labels, depends_on = "{number}", None, None, None
    def upgrade() -> None: ...
    def downgrade() -> None: ...
"""
OWN = 'migrations = "migrations"'
NUMBERS = count()  # no two packages of one process have the same name
KEPT = '{"kept": TECHNICAL}'


class Shelf:
    """Writes packages, and has them loaded by an entry point as installed ones are."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        patch.syspath_prepend(folder)

    def load(
        self,
        *,
        table: str = "lms_x_rain_day",
        info: str = KEPT,
        says: str = OWN,
        models: str = MODELS,
        revisions: tuple[str, ...] = ("0001",),
        template: str = "lms/rain/day.jinja",
        times: int = 1,
    ) -> Guest:
        """The plugin as the loader found it, the last of so many times."""
        package = f"rainy_{next(NUMBERS)}"
        texts = {
            "__init__.py": "",
            "plugin.py": PLUGIN.format(package=package, says=says),
            "models.py": models.replace("{table}", table).replace("{info}", info),
            f"templates/{template}": "",
            **{f"migrations/{number}_day.py": REVISION.format(number=number) for number in revisions},
        }
        for name, text in texts.items():
            path = self.folder / package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        point = EntryPoint("rain", f"{package}.plugin:plugin", "peer_lms.plugins")
        found = [load_with(self.patch, point).guests[0] for _ in range(times)]  # type: ignore[arg-type]
        return found[-1]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """A shelf that is empty again afterwards, and the tables as they were."""
    before = set(Base.metadata.tables)
    yield Shelf(tmp_path, monkeypatch)
    for name in set(Base.metadata.tables) - before:
        Base.metadata.remove(Base.metadata.tables[name])
    for module in [module for module in sys.modules if module.startswith("rainy_")]:
        del sys.modules[module]


def test_tables_of_its_own_come_in(shelf: Shelf) -> None:
    guest = shelf.load()
    assert (guest.on, guest.tables) == (True, ("lms_x_rain_day",)), guest.reason
    assert guest.schema is not None
    assert guest.schema.version_table == "lms_x_rain_alembic_version"


FAULTS = {
    "no prefix": ({"table": "rain_day"}, "Its tables must be named lms_x_rain_…, and these are not: rain_day."),
    "a core prefix": ({"table": "lms_day"}, "Its tables must be named lms_x_rain_…, and these are not: lms_day."),
    "another's prefix": ({"table": "lms_x_rainbow_day"}, "Its tables must be named lms_x_rain_…"),
    "not classified": ({"info": "None"}, "These columns do not say why they are kept: lms_x_rain_day.id."),
    "a word for a class": ({"info": '{"kept": "ever"}'}, "These columns do not say why they are kept:"),
    "no migrations": ({"says": ""}, "It brings tables (lms_x_rain_day) and states no folder of migrations."),
    "a folder there is not": ({"says": 'migrations = "gone"'}, "It states migrations = 'gone', and its package rainy_"),
    "two ends": ({"revisions": ("0001", "0002")}, "Its migrations have 2 newest revisions; there has to be one."),
    "no revision": ({"revisions": ()}, "It states migrations = 'migrations', and its package rainy_"),
    "a template of ours": ({"template": "lms/people/home.jinja"}, "Its templates must lie in templates/lms/rain/"),
    "a template of the host": ({"template": "index.html"}, "Its templates must lie in templates/lms/rain/"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said(shelf: Shelf, fault: str) -> None:
    how, reason = FAULTS[fault]
    guest = shelf.load(**how)  # type: ignore[arg-type]
    assert not guest.on
    assert guest.reason.startswith(reason), guest.reason
    assert guest.schema is None
    assert "rain_day" not in Base.metadata.tables
    assert "lms_day" not in Base.metadata.tables


@pytest.mark.parametrize("table", ["lms_rain_day", "rain_day"])
def test_a_second_app_in_one_process_hears_the_same(shelf: Shelf, table: str) -> None:
    """Modules are imported once; what is wrong with their tables is wrong for every app."""
    guest = shelf.load(table=table, times=2)
    assert guest.reason == f"Its tables must be named lms_x_rain_…, and these are not: {table}."


def test_a_second_app_in_one_process_finds_the_tables(shelf: Shelf) -> None:
    guest = shelf.load(models=MAPPED, table="lms_x_rain_hour", times=2)
    assert (guest.on, guest.tables) == (True, ("lms_x_rain_hour",)), guest.reason
