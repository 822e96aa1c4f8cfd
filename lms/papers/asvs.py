"""The sheet of OWASP ASVS 5.0.0: what of it is met and by which test, what is open, and what does not apply."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l

__all__ = ["SHEET", "Part", "Requirement", "Verdict", "parts", "read", "sheet"]

SHEET = Path(__file__).resolve().parents[1] / "docs" / "security" / "asvs.tsv"
HEAD = ["id", "level", "topic", "verdict", "test", "reason"]


class Verdict(StrEnum):
    """What we say of a requirement."""

    NOT_MET = "not met"
    PARTLY = "partly"
    MET = "met"
    NOT_APPLICABLE = "not applicable"


TITLES: dict[Verdict, Lazy] = {
    Verdict.NOT_MET: _l("Not met"),
    Verdict.PARTLY: _l("Partly met"),
    Verdict.MET: _l("Met"),
    Verdict.NOT_APPLICABLE: _l("Does not apply"),
}


@dataclass(frozen=True)
class Requirement:
    """One line of the sheet, by the standard's number; `tests` are test functions or files of tests."""

    id: str
    level: int
    topic: str
    verdict: Verdict
    tests: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Part:
    """The requirements of which we say the same."""

    title: Lazy
    lines: Sequence[Requirement]


def read(text: str) -> list[Requirement]:
    """The lines of a sheet. Raises ValueError for another header, a verdict that is none, or a line of other length."""
    head, *lines = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if head != HEAD:
        raise ValueError(f"The sheet begins with {head}.")
    return [
        Requirement(name, int(level), topic, Verdict(verdict), tuple(tests.split()), reason)
        for name, level, topic, verdict, tests, reason in lines
    ]


@cache
def sheet() -> tuple[Requirement, ...]:
    """Our sheet, as it came with this version."""
    return tuple(read(SHEET.read_text(encoding="utf-8")))


def parts(found: Sequence[Requirement]) -> list[Part]:
    """The sheet for a page: what is open first."""
    return [Part(title, [one for one in found if one.verdict is verdict]) for verdict, title in TITLES.items()]
