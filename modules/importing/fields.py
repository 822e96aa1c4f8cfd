"""Reading front-matter values, noting what is missing or of another kind."""

from collections.abc import Callable
from datetime import date
from typing import Any

from modules.importing.document import Document, line_of
from modules.importing.problems import Notebook

__all__ = ["Reader"]

LONGEST = 300


class Reader:
    """Reads the values of one document; mistakes go into the notebook and an empty value comes back."""

    def __init__(self, document: Document, notes: Notebook) -> None:
        self.document, self.notes = document, notes

    def problem(self, key: str, says: str, write: str) -> None:
        """Note a mistake at a key."""
        self.notes.note(self.document.path, line_of(self.document.path, key), says, write)

    def _value(self, key: str, kind: Callable[[Any], bool], empty: Any, write: str, *, needed: bool) -> Any:
        value = self.document.meta.get(key)
        if value is None:
            if needed:
                self.problem(key, f"`{key}` is missing.", write)
            return empty
        if not kind(value):
            self.problem(key, f"`{key}` cannot be `{str(value)[:40]}`.", write)
            return empty
        return value

    def text(self, key: str, *, needed: bool = True, longest: int = LONGEST) -> str:
        """A text of at most `longest` characters."""
        value = self._value(
            key, lambda v: isinstance(v, (str, int, float)), "", f"Write `{key}: some words`.", needed=needed
        )
        text = str(value).strip()
        if len(text) > longest:
            self.problem(key, f"`{key}` is longer than {longest} characters.", "Shorten it.")
            return ""
        return text

    def number(self, key: str, *, least: float = 0, most: float = 10_000, needed: bool = True) -> float:
        """A number between two bounds."""

        def fits(value: Any) -> bool:
            return isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most

        return float(self._value(key, fits, 0, f"Write a number from {least:g} to {most:g}.", needed=needed))

    def day(self, key: str, *, needed: bool = True) -> date | None:
        """A date."""
        value = self._value(key, lambda v: type(v) is date, None, f"Write `{key}: 2026-11-02`.", needed=needed)
        return value if isinstance(value, date) else None

    def texts(self, key: str) -> list[str]:
        """A list of texts, empty when left out."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)

        return list(self._value(key, fits, [], f"Write `{key}: [one, two]`.", needed=False))

    def records(self, key: str, keys: tuple[str, ...]) -> list[dict[str, Any]]:
        """A list of `key: value` groups that all have these keys."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(item, dict) and set(keys) <= set(item) for item in value)

        wanted = ", ".join(f"{name}: …" for name in keys)
        return [dict(item) for item in self._value(key, fits, [], f"Write a list of `- {wanted}`.", needed=True)]
