"""Every action that the code records, read from its source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from architecture.reading import functions, tree

from lms.employment.models import CheckState
from lms.employment.models import DecisionKind as StartDecisionKind
from lms.people.models import LinkKind
from lms.recruitment.models import DecisionKind

# What stands in the place of a word, by hand: each action that is put together says here what it can become.
PUT_TOGETHER = {
    # What old rows say has its sentence too: that a decision is needed, that an outcome was read.
    "f'check.{said}'": {*(f"check.{state.value}" for state in CheckState), "check.chased", "check.kept"}
    | {"check.outcome-read"},
    "recruitment f'application.{kind.value}'": {f"application.{kind.value}" for kind in DecisionKind},
    "employment f'start.{kind.value}'": {f"start.{kind.value}" for kind in StartDecisionKind},
    "f'matter.{what}'": {f"matter.{what}" for what in ("written", "handed-over", "told", "answered", "closed")}
    | {"matter.opened-again"},
    "f'link.used.{link.kind.value}'": {f"link.used.{kind.value}" for kind in LinkKind},
}


def actions(path: Path) -> set[str]:
    """The actions a file records. Raises LookupError for one that nobody can read here."""
    return {action for function in functions(tree(path)) for action in _of(function, path)}


def _of(function: ast.AST, path: Path) -> Iterator[str]:
    named = {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and re.fullmatch(r"(\w+\.)?record", ast.unparse(node.func)):
            for given in node.keywords:
                if given.arg == "action":
                    yield from _read(named.get(ast.unparse(given.value), given.value), path)


def _read(said: ast.expr, path: Path) -> Iterator[str]:
    if isinstance(said, ast.Constant):
        yield str(said.value)
    elif isinstance(said, ast.IfExp):
        yield from _read(said.body, path)
        yield from _read(said.orelse, path)
    else:
        text = ast.unparse(said)
        known = [PUT_TOGETHER[key] for key in PUT_TOGETHER if key == text or key.split(" ", 1) == [_room(path), text]]
        if len(known) != 1:
            raise LookupError(f"{path}: what can {text} become? Write it into PUT_TOGETHER.")
        yield from known[0]


def _room(path: Path) -> str:
    return next((name for name in ("recruitment", "employment") if name in path.parts), "")
