"""The checks and the start checklist: the nation's as written in a file, and the checks that plugins add."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import has_app_context

from lms.core.per_instance import PerInstance
from lms.core.text import lazy_gettext as _l
from lms.core.web.runtime import runtime
from lms.plugins import CheckOutcome, CheckType

__all__ = ["Handbook", "ItemKind", "handbook", "of_nation"]

HERE = Path(__file__).parent / "content"
NATION = "england"


@dataclass(frozen=True)
class ItemKind:
    """One line of the start checklist that is not a check, and who does it; `short` heads its column on a board."""

    code: str
    title: str
    short: str
    who: str
    why: str
    done_words: str


@dataclass(frozen=True)
class Handbook:
    """All checks and lines, in the order they are shown."""

    nation: str
    checks: Mapping[str, CheckType]
    items: Mapping[str, ItemKind]

    def check(self, code: str) -> CheckType:
        """The check of this code. One that nobody offers any more can still be finished, or set aside as not needed."""
        return self.checks.get(code) or _left_over(code)


def handbook() -> Handbook:
    """The handbook of the app that asks: its nation's, with the checks of its plugins after them."""
    if not has_app_context():
        return of_nation()
    return _composed.of(runtime().owner)


def _of_this_app() -> Handbook:
    parts = reversed(runtime().hooks.check_types())
    return _with(of_nation(), (kind for part in parts for kind in part))


_composed = PerInstance[Handbook](_of_this_app)


def _with(book: Handbook, kinds: Iterable[CheckType]) -> Handbook:
    return Handbook(book.nation, {kind.code: kind for kind in kinds}, book.items)


@cache
def of_nation(nation: str = NATION) -> Handbook:
    """The handbook of a nation alone, read once. Raises FileNotFoundError for a nation that has none."""
    raw = yaml.safe_load((HERE / f"checks-{nation}.yaml").read_text("utf-8"))
    checks = {c["code"]: _check(c) for c in raw["checks"]}
    return Handbook(raw["nation"], checks, {i["code"]: ItemKind(**i) for i in raw["start_checklist"]})


def _check(raw: Mapping[str, Any]) -> CheckType:
    return CheckType(
        raw["code"],
        raw["title"],
        raw["short"],
        raw["plain"].strip(),
        raw["states_help"].strip(),
        tuple(CheckOutcome(o["code"], o["label"], o["ok"]) for o in raw["outcomes"]),
        raw["may_be_not_required"],
        raw.get("normally_not_required", ""),
    )


def _left_over(code: str) -> CheckType:
    title = code.replace("-", " ").capitalize()
    outcomes = (
        CheckOutcome("confirmed", _l("Confirmed"), ok=True),
        CheckOutcome("not-going-ahead", _l("Not going ahead"), ok=False),
    )
    gone = _l("The plugin that brought this check is not here any more.")
    return CheckType(code, title, title, gone, gone, outcomes, may_be_not_required=True)
