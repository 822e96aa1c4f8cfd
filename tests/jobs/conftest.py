"""The outbox's own fixtures."""

from collections.abc import Iterator

import pytest
from jobs.effects import Effects, registered

from lms.testing import House


@pytest.fixture
def effects(house: House) -> Iterator[Effects]:
    """Handlers, registered with the house for one test."""
    with registered(house) as built:
        yield built
