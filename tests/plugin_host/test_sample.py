"""The sample plugin, installed as a wheel where there is no checkout: its own tests, its tables, and a house without it."""

import shutil
from pathlib import Path

import pytest
from architecture.reading import ROOT
from plugin_host.clean import Clean, build_wheel

SAMPLE = ROOT / "lms/docs/examples/plugin"
TABLE = "lms_x_loneworking_card"


@pytest.fixture(scope="module")
def workshop(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """A clean environment with our wheel and the sample's; its tests lie beside it."""
    made = Clean.make(tmp_path_factory.mktemp("workshop"))
    made.install(wheel)
    made.install(build_wheel(shutil.copytree(SAMPLE, made.folder / "tree"), made.folder / "wheels"))
    shutil.copytree(SAMPLE / "tests", made.folder / "tests")
    return made


def _pytest(workshop: Clean, *more: str, code: int = 0) -> str:
    return workshop.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", *more, code=code)


def test_its_own_tests_pass(workshop: Clean) -> None:
    said = _pytest(workshop)
    assert "17 passed" in said, said


def test_its_own_tests_see_a_fault(workshop: Clean) -> None:
    """The planted fault: a page that anybody signed in may open."""
    views = workshop.site / "peer_lms_lone_working/views.py"
    kept = views.read_text()
    views.write_text(
        kept.replace("@changes(Can.OWN_CARD)", "@changes(Open.SIGNED_IN)").replace(
            "import changes", "import Open, changes"
        )
    )
    try:
        said = _pytest(workshop, "-k", "guarded", code=1)
    finally:
        views.write_text(kept)
    assert "/lone-working is open to" in said


def test_its_tables_come_and_go_by_the_command(workshop: Clean) -> None:
    tables = "import sqlite3; print(*(n for (n,) in sqlite3.connect('data/peer-lms.sqlite').execute('select name from sqlite_master')))"
    workshop.run("peer-lms", "migrate")
    assert TABLE in workshop.run("python", "-c", tables).split()
    workshop.run("peer-lms", "migrate", "--plugin", "loneworking", "--down", "base")
    assert TABLE not in workshop.run("python", "-c", tables).split()
    assert "lms_person" in workshop.run("python", "-c", tables).split()
    workshop.run("peer-lms", "migrate")
    assert TABLE in workshop.run("python", "-c", tables).split()
