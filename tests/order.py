"""In which order the suite's tests run: what takes minutes must not begin when everything else is over."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

# Folders of tests that take minutes, and mostly wait; each group begins a share of the suite.
LONG = (("journeys",), ("drills",), ("plugin_host", "bench"))


def long_ones_first(items: Sequence[Item], folders: Sequence[str]) -> list[Item]:
    """The same items in as many equal shares as there are groups, each with its group first; `folders` is of each item.

    pytest-xdist gives its workers equal shares of the list to begin with, in this order.
    """
    groups = [[item for item, folder in zip(items, folders, strict=True) if folder in group] for group in LONG]
    rest = iter([item for item, folder in zip(items, folders, strict=True) if not any(folder in g for g in LONG)])
    share = -(-len(items) // len(LONG))
    return [item for first in groups for item in _filled(first, rest, share)] + list(rest)


def _filled(first: list[Item], rest: Iterable[Item], share: int) -> list[Item]:
    return first + list(islice(rest, max(share - len(first), 0)))
