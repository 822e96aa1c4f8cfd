"""What becomes of saves that arrive late, twice or in another order; and what may be kept at all."""

from collections.abc import Mapping
from typing import Any

from lms.core.web.sent import may_be_kept

MOST_CHARACTERS = 64 * 1024
MOST_FIELDS = 200
MOST_SEQ = 2**53  # the largest whole number that a browser counts to exactly

Words = dict[str, list[str]]


def is_newer(coming: int, kept: int | None) -> bool:
    """Whether a save takes the place of what is kept: the highest number wins, whenever it arrives."""
    return kept is None or coming > kept


def readable_seq(given: Any) -> int | None:
    """The number of a save as it was sent, or None when it is none."""
    text = str(given)
    whole = type(given) in {int, str} and text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_SEQ))
    return int(text) if whole and int(text) <= MOST_SEQ else None


def readable_words(given: Any) -> Words | None:
    """The words of a save without what is never kept; None when they have another shape or are too many."""
    if not isinstance(given, Mapping) or len(given) > MOST_FIELDS:
        return None
    if not all(isinstance(values, list) and all(isinstance(one, str) for one in values) for values in given.values()):
        return None
    words = {str(name): list(values) for name, values in given.items() if may_be_kept(str(name))}
    size = sum(len(name) + sum(map(len, values)) for name, values in words.items())
    return words if size <= MOST_CHARACTERS else None
