"""Names in words and in JSON that stay: taken out, and something else put in their place. Pure."""

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["exactly", "swapped"]


def swapped(value: Any, names: Mapping[str, str]) -> Any:
    """A text, or JSON, with each of the names replaced wherever it stands as words of its own."""
    if not names:
        return value
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(longest_first)})(?!\w)")
    return _mapped(value, lambda text: pattern.sub(lambda found: names[found[1]], text))


def exactly(value: Any, names: Mapping[str, str]) -> Any:
    """The same in records about others, who may be called Sam, too: a name of one word goes only where it is a whole
    text, or all that follows a colon, as in “Line manager: Sam”.
    """
    several = {name: instead for name, instead in names.items() if " " in name or "@" in name}
    return _mapped(swapped(value, several), lambda text: _after_colon(text, names))


def _after_colon(text: str, names: Mapping[str, str]) -> str:
    before, colon, last = text.rpartition(": ")
    return f"{before}{colon}{names.get(last, last)}"


def _mapped(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mapped(inner, change) for inner in value]
    return value
