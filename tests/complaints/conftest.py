"""The demo, for complaints."""

import pytest
from complaints.scene import Scene
from conftest import Told

from lms.testing import House


@pytest.fixture
def scene(demo_house: House, told: Told) -> Scene:
    """Nobody has written anything about Siân yet."""
    return Scene(demo_house, told.story)
