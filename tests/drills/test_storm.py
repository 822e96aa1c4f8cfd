"""Everybody signs in at once, in short; the house that is caught has its own test where the limits are."""

from pathlib import Path

import pytest
from drills.storm import running

pytestmark = [pytest.mark.drill, pytest.mark.slow, pytest.mark.on("sqlite")]


def test_everybody_gets_in_at_once(tmp_path: Path) -> None:
    line = running.run(running.crowded(tmp_path / "data", 42), 42, seed=1)
    assert (line.acknowledged, line.lost, line.verdict) == (42, 0, "pass"), line
