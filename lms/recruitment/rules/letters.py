"""Letters: the template's words with this person's in their places. What HR sends is what HR then sees and edits."""

from collections.abc import Mapping

__all__ = ["filled"]


def filled(body: str, words: Mapping[str, str]) -> str:
    """The template with {name}, {post}, {team} and {signed_by} replaced; anything else in it stays as it is."""
    for key, value in words.items():
        body = body.replace("{" + key + "}", value)
    return body.strip()
