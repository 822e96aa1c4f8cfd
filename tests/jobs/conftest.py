"""The outbox's own fixtures."""

import asyncio
from collections.abc import Iterator

import pytest
from jobs.effects import Effects, registered

from lms.testing import House


@pytest.fixture
def effects(house: House) -> Iterator[Effects]:
    """Handlers, registered with the house for one test."""
    with registered(house) as built:
        yield built


@pytest.fixture(autouse=True)
def no_loop_of_others() -> Iterator[None]:
    """A browser that an earlier test opened keeps an event loop in this thread; workers start one of their own."""
    others = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(others)
