"""What is worked out once for each PeerLMS: two apps in one process have different plugins and databases."""

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

__all__ = ["PerInstance"]

T = TypeVar("T")


class PerInstance(Generic[T]):
    """A value for each instance, made when it is first asked for and forgotten with its instance."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[object, T] = WeakKeyDictionary()

    def of(self, owner: object) -> T:
        """The value of this instance (`runtime().owner`, or a session's `info["owner"]`)."""
        if owner not in self._made:
            self._made[owner] = self._make()
        return self._made[owner]
