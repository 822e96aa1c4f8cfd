"""Letters: the template's words with this person's in their places. What HR sends is what HR then sees and edits."""

import re
from collections.abc import Mapping

__all__ = ["filled"]

_PLACE = re.compile(r"\{(\w+)\}")


def filled(body: str, words: Mapping[str, str]) -> str:
    """The template with {name}, {post}, {team} and {signed_by} replaced; anything else in it stays as it is."""
    return _PLACE.sub(lambda place: words.get(place[1], place[0]), body).strip()
