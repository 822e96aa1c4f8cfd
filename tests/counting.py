"""Where coverage counts: it makes a test cost about twice as much, so lines that are run again are not counted again."""

from collections.abc import Iterator
from contextlib import contextmanager

import coverage
import pytest


def again(item: pytest.Item) -> bool:
    """Whether a test runs what others have run: it is a long one, or the same on the second engine."""
    long = any(item.get_closest_marker(mark) for mark in ("slow", "drill"))
    return long or (item.get_closest_marker("on") is None and "[postgresql" in item.name)


@contextmanager
def once(item: pytest.Item) -> Iterator[None]:
    """Do not count this test's lines if others have run them."""
    counting = coverage.Coverage.current()
    if counting is None or not again(item):
        yield
        return
    counting.stop()
    try:
        yield
    finally:
        counting.start()
