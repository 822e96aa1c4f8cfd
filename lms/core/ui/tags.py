"""The small coloured word that says how something stands: what pages show most often, written by hand for its speed."""

from functools import lru_cache

from markupsafe import Markup, escape

__all__ = ["tag"]

SHAPE = Markup('<strong class="nhsuk-tag nhsuk-tag--{}" data-state="{}">{}</strong>')


def tag(text: object, state: str, colour: str = "grey") -> Markup:
    """A tag in one of NHS.UK's colours; `state` is for programs. Everything is escaped that is not markup already."""
    return _tag(escape(text), state, colour)


@lru_cache(maxsize=1024)
def _tag(text: Markup, state: str, colour: str) -> Markup:
    return SHAPE.format(colour, state, text)
