"""Weakening one check of the house at a time: found in its source, changed in memory, put back."""

import ast
import copy
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = ("lms", "modules", "assessments", "certificates")
# Neither behind a page nor a check of who asks: commands and demos act as the system or ask by themselves.
NOT_ASKED = re.compile(
    r"/(cli|testing|demo|commands|migrations|crowd|content|docs)(/|\.py)|/demo\.py|/figures\.py|/personal\.py|/core/web/|host_door"
)
WHO = re.compile(
    r"\b(actor|by|me)\.(id|person_id)\b|\b\w*(person|assessor|scorer|supervisor)(_id)?\b"
    r"|\b(supported_by|allocated_to|_absent|_mine|_?managed|_at|lookable_by|markable|markable_by|running)\b"
    r"|\.active\b|\.private\b|\.public\b|DRAFT|UNSEEN|\.PUBLISHED|submitted_at|ended_at"
)
OWNERS = {
    "person_id",
    "assessor_id",
    "scorer_id",
    "private",
    "active",
    "post_id",
    "enrolment_id",
    "portfolio_id",
    "token_digest",
}
ME = re.compile(r"\b(actor\(\)|actor|by|me)\.(id|person_id)\b")
TRUE = "__import__('sqlalchemy').true()"
EVERY_PATH = "tuple(path for paths in {actor}.held.values() for path in paths)"


@dataclass(frozen=True)
class Mutant:
    """One check of one function, and how it is weakened."""

    function: FunctionType
    file: str
    line: int
    kind: str
    what: str
    code: CodeType

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What tables call it; lines move, words stay."""
        return self.file, self.function.__name__, self.kind, self.what


def modules() -> Iterator[tuple[ModuleType, Path]]:
    """Our modules that requests run through."""
    for name, module in sorted(sys.modules.items()):
        file = Path(getattr(module, "__file__", None) or "/")
        if name.split(".")[0] in OURS and file.is_relative_to(ROOT) and not NOT_ASKED.search(str(file)):
            yield module, file


def mutants() -> list[Mutant]:
    """Every weakening there is to try, in the order of the files."""
    return [found for module, file in modules() for found in _in_module(module, file)]


def _in_module(module: ModuleType, file: Path) -> Iterator[Mutant]:
    tree = ast.parse(file.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in vars(module):
            target = _plain(vars(module)[node.name])
            if target is not None:
                yield from _of_function(node, target, str(file.relative_to(ROOT)))


def _plain(found: Any) -> FunctionType | None:
    """The function itself, below its decorators."""
    while type(found) is FunctionType and hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found if type(found) is FunctionType else None


def _of_function(node: ast.FunctionDef, target: FunctionType, file: str) -> Iterator[Mutant]:
    reads = "quer" in file or "nodes" in file or "identity" in file
    same = Counter[tuple[str, str]]()
    for number, (place, kind, _change) in enumerate(_changes(node, reads=reads)):
        fresh = copy.deepcopy(node)
        change = list(_changes(fresh, reads=reads))[number][2]
        change()
        what = ast.unparse(place)[:80]
        same[kind, what] += 1
        if same[kind, what] > 1:
            what = f"{what} once more"
        yield Mutant(target, file, place.lineno, kind, what, _compiled(fresh, file))


def _changes(node: ast.FunctionDef, *, reads: bool) -> Iterator[tuple[Any, str, Any]]:
    asked = {id(part) for branch in ast.walk(node) if isinstance(branch, ast.If) for part in ast.walk(branch.test)}
    for parent in ast.walk(node):
        for field, value in ast.iter_fields(parent):
            for index, child in enumerate(value if isinstance(value, list) else [value]):
                kind_new = _weaker(parent, field, child, reads=reads) if isinstance(child, ast.expr) else None
                kind_new = kind_new or _unowned(child, asked=id(child) in asked, reads=reads)
                if kind_new:
                    yield (
                        child,
                        kind_new[0],
                        _setter(parent, field, index if isinstance(value, list) else None, kind_new[1]),
                    )
        if isinstance(parent, ast.Call) and reads and _called(parent) == "filter_by" and len(parent.keywords) > 1:
            for keyword in parent.keywords:
                if keyword.arg in OWNERS:
                    yield keyword.value, "filter dropped", _remover(parent, keyword)


def _weaker(parent: ast.AST, field: str, child: ast.expr, *, reads: bool) -> tuple[str, ast.expr] | None:
    """What kind of weakening this expression allows, and what it becomes."""
    said = ast.unparse(child)
    called = _called(child)
    if called == "below":
        return "scope dropped", _expression(TRUE)
    if called == "paths" and isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
        return "scope of any role", _expression(EVERY_PATH.format(actor=ast.unparse(child.func.value)))
    if called == "can_at" and isinstance(child, ast.Call):
        return "anywhere", _expression(said.replace(".can_at(", ".can(", 1).rsplit(",", 1)[0] + ")")
    conditions = (
        isinstance(parent, ast.Call) and field == "args" and _called(parent) in {"where", "and_", "or_", "_one"}
    )
    if (
        reads
        and conditions
        and not isinstance(child, ast.Starred)
        and called not in {"and_", "or_", "where"}
        and WHO.search(said)
    ):
        return "filter dropped", _expression(TRUE)
    return None


def _unowned(child: Any, *, asked: bool, reads: bool) -> tuple[str, ast.expr] | None:
    """A comparison with whoever asks, as if it had been well: an `if` asks what is to be refused, anything else what may be."""
    if reads or not isinstance(child, ast.Compare) or not ME.search(ast.unparse(child)):
        return None
    there = isinstance(child.ops[0], ast.IsNot)  # somebody is signed in
    return "owner not compared", _expression("False" if asked and not there else "True")


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _setter(parent: ast.AST, field: str, index: int | None, new: ast.expr) -> Any:
    def change() -> None:
        if index is None:
            setattr(parent, field, new)
        else:
            getattr(parent, field)[index] = new

    return change


def _remover(call: ast.Call, keyword: ast.keyword) -> Any:
    return lambda: call.keywords.remove(keyword)


def _compiled(node: ast.FunctionDef, file: str) -> CodeType:
    node.decorator_list = []
    whole = compile(ast.fix_missing_locations(ast.Module([node], [])), file, "exec", dont_inherit=True)
    return next(part for part in whole.co_consts if isinstance(part, CodeType) and part.co_name == node.name)


@contextmanager
def planted(mutant: Mutant) -> Iterator[None]:
    """The house with this one check weakened."""
    kept = mutant.function.__code__
    mutant.function.__code__ = mutant.code
    forget_statements()
    try:
        yield
    finally:
        mutant.function.__code__ = kept
        forget_statements()


@cache
def _kept_statements() -> tuple[Any, ...]:
    found = []
    for module, _file in modules():
        for value in vars(module).values():
            cells = (value.__closure__ or ()) if type(value) is FunctionType else ()  # a proxy would ask for a request
            found += [cell.cell_contents for cell in cells if hasattr(cell.cell_contents, "cache_clear")]
    return tuple(found)


def forget_statements() -> None:
    """Build every prepared statement anew: those that are kept were built by the functions as they were."""
    for kept in _kept_statements():
        kept.cache_clear()


@contextmanager
def noting(into: set[CodeType], wanted: frozenset[CodeType]) -> Iterator[None]:
    """Note which of these functions run meanwhile."""

    def note(frame: Any, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code in wanted:
            into.add(frame.f_code)

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
