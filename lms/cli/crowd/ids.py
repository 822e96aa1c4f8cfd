"""Ids of copies, made of the ids of their originals, so that whatever pointed to one another still does.

Every id of an original is changed by one mask for each copy. The mask's upper bits count, so that copies of a row come
to lie side by side in an index; the lower ones are drawn, so that nobody can guess them.
"""

import re
from collections.abc import Mapping
from random import Random
from uuid import UUID

__all__ = ["WRITTEN", "Id", "mask_of", "number_of", "rewritten", "shaped"]

Id = UUID | str  # as the database gives it: PostgreSQL an object, SQLite 32 letters
COUNTED = 96
WRITTEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")


def mask_of(number: int, random: Random) -> int:
    """The mask of the copy with this number, from 1 on."""
    return number << COUNTED | random.getrandbits(COUNTED)


def number_of(value: Id | None) -> int:
    """An id as a number; 0 for none."""
    if value is None:
        return 0
    return value.int if isinstance(value, UUID) else int(value, 16)


def shaped(number: int, like: Id) -> Id:
    """A number as an id, in the shape of another."""
    return UUID(int=number) if isinstance(like, UUID) else f"{number:032x}"


def rewritten(text: str, ids: Mapping[int, int]) -> str:
    """A text with the ids that stand in it replaced, in the shape they have there; numbers to numbers."""

    def other(found: re.Match[str]) -> str:
        new = ids.get(int(found[0].replace("-", ""), 16))
        return found[0] if new is None else (str(UUID(int=new)) if "-" in found[0] else f"{new:032x}")

    return WRITTEN.sub(other, text)
