"""Slow work beside the unit of work: nobody waits for a connection, or for the right to write, while it is done."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import g, has_request_context

__all__ = ["Aside", "aside"]

Result = TypeVar("Result")


class Aside(Exception):
    """Raised to leave the unit of work, which rolls back; after `work` the guard serves the view anew."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__("something slow comes first")
        self.work = work


def aside(key: Hashable, work: Callable[[], Result]) -> Result:
    """What `work` gives. In a request it is done outside of the unit of work, once for each key."""
    if not has_request_context() or "lms_guarded" not in g:
        return work()
    done: dict[Hashable, Any] = g.setdefault("lms_done_aside", {})
    if key not in done:
        raise Aside(lambda: done.update({key: work()}))
    result: Result = done[key]
    return result
