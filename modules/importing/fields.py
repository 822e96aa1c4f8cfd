"""Reading front-matter values, noting what is missing or of another kind."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from modules.importing.document import Document, line_of
from modules.importing.problems import Notebook

__all__ = ["SLUG", "Reader"]

LONGEST = 300
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AREA = re.compile(r"[A-Z]\d{1,2}")
VERSION = re.compile(r"\d{1,4}\.\d{1,4}")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or _is_number(value)


class Reader:
    """Reads the values of one document; mistakes go into the notebook and an empty value comes back."""

    def __init__(self, document: Document, notes: Notebook) -> None:
        self.document, self.notes = document, notes
        self.meta, self.body, self.first_line = document.meta, document.body, document.first_line

    def note(self, line: int, says: str, write: str) -> None:
        """Note a mistake on a line of the file."""
        self.notes.note(self.document.path, line, says, write)

    def problem(self, key: str, says: str, write: str) -> None:
        """Note a mistake at a key."""
        self.note(line_of(self.document, key), says, write)

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

    def kind(self, wanted: str) -> None:
        """The document is of this kind."""
        kind = self.text("kind")
        if kind and kind != wanted:
            self.problem("kind", f"`kind` is `{kind}`.", f"Write `kind: {wanted}`.")

    def text(self, key: str, *, needed: bool = True, longest: int = LONGEST) -> str:
        """A text of at most `longest` characters."""
        text = str(self._value(key, _is_text, "", f"Write `{key}: some words`.", needed=needed)).strip()
        if len(text) > longest:
            self.problem(key, f"`{key}` is longer than {longest} characters.", "Shorten it.")
            return ""
        return text

    def one_of(self, key: str, allowed: Iterable[str], otherwise: str) -> str:
        """One of these words; `otherwise` when the key is left out."""
        known = [str(word) for word in allowed]
        write = f"Write one of: {', '.join(known)}; or leave the line out."
        return str(self._value(key, lambda v: v in known, otherwise, write, needed=False))

    def slug(self, key: str) -> str:
        """A short name for addresses: small letters, digits and hyphens."""

        def fits(value: Any) -> bool:
            return isinstance(value, str) and len(value) <= 80 and SLUG.fullmatch(value) is not None

        write = "Write small letters, digits and single hyphens, like `peer-support`."
        return str(self._value(key, fits, "", write, needed=True))

    def version(self, key: str) -> str:
        """A version like 1.0. Without quotes YAML reads a number, and 1.10 would turn into 1.1."""

        def fits(value: Any) -> bool:
            return isinstance(value, str) and VERSION.fullmatch(value) is not None

        return str(self._value(key, fits, "", 'Write it in quotes, like `version: "1.0"`.', needed=True))

    def number(self, key: str, *, least: float = 0, most: float = 10_000, needed: bool = True) -> float:
        """A number between two bounds."""
        write = f"Write a number from {least:g} to {most:g}."
        return float(self._value(key, lambda v: _is_number(v) and least <= v <= most, 0, write, needed=needed))

    def whole(self, key: str, *, least: int = 0, most: int = 10_000, needed: bool = True) -> int:
        """A whole number between two bounds."""

        def fits(value: Any) -> bool:
            return _is_number(value) and least <= value <= most and value == int(value)

        return int(self._value(key, fits, 0, f"Write a whole number from {least} to {most}.", needed=needed))

    def day(self, key: str, *, needed: bool = True) -> date | None:
        """A date."""
        value = self._value(key, lambda v: type(v) is date, None, f"Write `{key}: 2026-11-02`.", needed=needed)
        return value if isinstance(value, date) else None

    def texts(self, key: str, *, needed: bool = False) -> list[str]:
        """A list of texts."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)

        return [item.strip() for item in self._value(key, fits, [], f"Write `{key}: [one, two]`.", needed=needed)]

    def outcomes(self) -> list[dict[str, Any]]:
        """What somebody will be able to do, each with the areas it serves."""

        def fits(areas: Any) -> bool:
            return isinstance(areas, list) and all(isinstance(a, str) and AREA.fullmatch(a) for a in areas)

        found = self.records("outcomes", ("id", "text", "areas"))
        for item in found:
            if not fits(item["areas"]):
                says = f"`areas` of the outcome `{item['id']}` cannot be `{str(item['areas'])[:40]}`."
                self.problem("areas", says, "Write a list of area ids, like `areas: [C1]`.")
        return [{"id": str(i["id"]), "text": str(i["text"]), "areas": i["areas"]} for i in found]

    def records(self, key: str, keys: tuple[str, ...]) -> list[dict[str, Any]]:
        """A list of one or more `key: value` groups that all have these keys, `id` being different in each."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and bool(value) and all(_record(item) for item in value)

        def _record(item: Any) -> bool:
            return isinstance(item, dict) and set(keys) <= set(item) and _is_text(item["id"]) and _is_text(item["text"])

        wanted = ", ".join(f"{name}: …" for name in keys)
        found = list(self._value(key, fits, [], f"Write a list of `- {wanted}`.", needed=True))
        self._ids(key, [str(item["id"]) for item in found])
        return found

    def _ids(self, key: str, ids: list[str]) -> None:
        for name in ids:
            if SLUG.fullmatch(name) is None or len(name) > 40:
                self.problem(key, f"`id` cannot be `{name[:40]}`.", "Write a short id like `r1` or `1-1`.")
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            self.problem(key, f"The id `{name}` is used twice.", "Give each its own id.")
