"""The checks and the start checklist as written for a nation: words, who acts, and which outcomes there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["CheckKind", "Handbook", "ItemKind", "OutcomeKind", "handbook"]

HERE = Path(__file__).parent / "content"


@dataclass(frozen=True)
class OutcomeKind:
    """One outcome a check can have; `ok` ones settle it."""

    code: str
    label: str
    ok: bool


@dataclass(frozen=True)
class CheckKind:
    """One of the standard checks, in the words that everybody reads."""

    code: str
    title: str
    plain: str
    states_help: str
    may_be_not_required: bool
    outcomes: Mapping[str, OutcomeKind]


@dataclass(frozen=True)
class ItemKind:
    """One line of the start checklist that is not a check, and who does it."""

    code: str
    title: str
    who: str
    why: str
    done_words: str


@dataclass(frozen=True)
class Handbook:
    """All checks and lines of one nation, in the order they are shown."""

    nation: str
    checks: Mapping[str, CheckKind]
    items: Mapping[str, ItemKind]


@cache
def handbook(nation: str = "england") -> Handbook:
    """The handbook of a nation, read once. Raises FileNotFoundError for a nation that has none."""
    raw = yaml.safe_load((HERE / f"checks-{nation}.yaml").read_text("utf-8"))
    checks = {c["code"]: _check(c) for c in raw["checks"]}
    return Handbook(raw["nation"], checks, {i["code"]: ItemKind(**i) for i in raw["start_checklist"]})


def _check(raw: Mapping[str, Any]) -> CheckKind:
    outcomes = {o["code"]: OutcomeKind(o["code"], o["label"], o["ok"]) for o in raw["outcomes"]}
    return CheckKind(
        raw["code"],
        raw["title"],
        raw["plain"].strip(),
        raw["states_help"].strip(),
        raw["may_be_not_required"],
        outcomes,
    )
