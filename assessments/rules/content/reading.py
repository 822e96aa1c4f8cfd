"""Taking values out of a framework's file, and collecting its mistakes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
LINE = 200


@dataclass(frozen=True)
class Mistake:
    """One thing wrong: where ("domains[2].areas[0].kind") and a sentence that says what to write instead."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


@dataclass
class Reader:
    """Takes values out of the file's data and collects mistakes instead of stopping at the first."""

    mistakes: list[Mistake] = field(default_factory=list)

    def no(self, where: str, says: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(where, says))

    def text(self, data: Mapping[str, Any], key: str, where: str, *, most: int = 0) -> str:
        """Text that is there, and not too long for its column."""
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.no(
                f"{where}{key}",
                f"is missing or not text. Write {key}: followed by words, in quotes if they look like a number.",
            )
            return ""
        if most and len(value) > most:
            self.no(f"{where}{key}", f"is {len(value)} characters long. Shorten it to {most} at most.")
        return value.strip()

    def pattern(
        self, data: Mapping[str, Any], key: str, where: str, like: re.Pattern[str], example: str, most: int = 20
    ) -> str:
        """Text of a certain form."""
        value = data.get(key)
        if not isinstance(value, str) or not like.fullmatch(value) or len(value) > most:
            self.no(f"{where}{key}", f"is {value!r}. Write it like {example}, with {most} characters at most.")
            return ""
        return value

    def many(self, data: Mapping[str, Any], key: str, where: str) -> list[tuple[str, dict[str, Any]]]:
        """A list of mappings with at least one entry, each with its place."""
        value = data.get(key)
        if not isinstance(value, list) or not value:
            self.no(
                f"{where}{key}",
                f"is missing or empty. Write {key}: and below it a list, each entry beginning with a dash.",
            )
            return []
        places = [(f"{where}{key}[{number}].", entry) for number, entry in enumerate(value)]
        for place, entry in places:
            if not isinstance(entry, dict):
                self.no(place.rstrip("."), "is not a group of names and values. Write for example: - code: A")
        return [(place, entry) for place, entry in places if isinstance(entry, dict)]

    def words(self, data: Mapping[str, Any], key: str, where: str) -> list[str]:
        """A list of texts with at least one entry."""
        value = data.get(key)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(part, str) and part.strip() for part in value)
        ):
            self.no(
                f"{where}{key}", "is not a list of sentences or codes. Write each on a line that begins with a dash."
            )
            return []
        return list(value)

    def once(self, values: Iterable[tuple[str, str]]) -> None:
        """Codes occur once; values are (place, code)."""
        seen: dict[str, str] = {}
        for place, code in values:
            if code and code in seen:
                self.no(place, f"{code} is used at {seen[code]} already. Give each its own code.")
            seen.setdefault(code, place)

    def code(self, data: Mapping[str, Any], where: str) -> str:
        """The code of an entry."""
        return self.pattern(data, "code", where, CODE, "A1")
