"""Our wheel, built once, and clean environments to put it in."""

from pathlib import Path

import pytest
from plugin_host.clean import Clean, build_wheel, copy_of_the_project


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    return build_wheel(copy_of_the_project(folder / "tree"), folder / "out")


@pytest.fixture(scope="session")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """A clean environment with our wheel in it."""
    made = Clean.make(tmp_path_factory.mktemp("clean"))
    made.install(wheel)
    return made
