"""The tests there are, by the names under which papers call upon them: read from their source, none is run."""

import ast
from collections.abc import Iterable
from functools import cache

from architecture.reading import ROOT

__all__ = ["named", "unknown"]


@cache
def named() -> frozenset[str]:
    """Node ids without parameters, and files with at least one test, of whatever is collected and not skipped."""
    found: set[str] = set()
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        file = str(path.relative_to(ROOT))
        tests = tests_of(path.read_text(encoding="utf-8"))
        found |= {file} if tests else set()
        found |= {f"{file}::{name}" for name in tests}
    return frozenset(found)


def tests_of(source: str) -> list[str]:
    """The tests a file brings, as functions and in classes; those that are marked to be skipped are none."""
    found = []
    for node in ast.parse(source).body:
        inner = node.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test") else [node]
        prefix = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found += [
            prefix + one.name
            for one in inner
            if isinstance(one, ast.FunctionDef) and one.name.startswith("test_") and not _is_skipped(one)
        ]
    return found


def _is_skipped(test: ast.FunctionDef) -> bool:
    return any(mark in ast.unparse(one) for one in test.decorator_list for mark in ("mark.skip", "mark.xfail"))


def unknown(names: Iterable[str], there: frozenset[str]) -> list[str]:
    """Names that no test has."""
    return [name for name in names if name not in there]
