"""The audit's own fixtures."""

import pytest
from audit.trail import seal_twice

from lms.testing import House


@pytest.fixture
def sealed(house: House) -> House:
    """A house with twelve events, sealed in two rounds some hours apart, and a head for each."""
    seal_twice(house)
    return house
