"""Reading our own source."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("lms", "modules", "assessments", "certificates")


def sources(*, root: Path = ROOT) -> Iterator[Path]:
    """Our Python files, migrations left out."""
    for package in PACKAGES:
        yield from (path for path in sorted((root / package).rglob("*.py")) if "versions" not in path.parts)


def mentioning(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name and text of our files that hold one of these words; the others need not be read as syntax."""
    wanted = tuple(words)
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in wanted):
            yield str(path.relative_to(ROOT)), text


def templates(*, root: Path = ROOT) -> Iterator[Path]:
    """Our Jinja templates."""
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.jinja"))


def tree(path: Path) -> ast.Module:
    """A file as syntax."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(module: ast.AST) -> Iterator[ast.FunctionDef]:
    """Every function in it."""
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
