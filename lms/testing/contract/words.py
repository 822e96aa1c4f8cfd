"""Templates and texts: read as they are written."""

import re
from collections.abc import Iterator
from typing import Any

import jinja2
from jinja2 import nodes

from lms.core.text import Lazy
from lms.plugins.tables import places_of
from lms.testing.contract.bench import Bench

__all__ = ["templates_extend_the_layout", "words_can_be_translated"]

ENVIRONMENT = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
LAYOUT = "lms/layout.jinja"
FRAMES = frozenset({LAYOUT, "lms/modules/activity.jinja"})
SEEN = re.compile(r"""\b(?:aria-label|alt|title|placeholder)="([^"]*)\"""")


def _templates(bench: Bench) -> dict[str, str]:
    roots = [place / "templates" for place in places_of(bench.guest.plugin)]
    found = [(root, path) for root in roots for path in sorted(root.rglob("*.jinja"))]
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for root, path in found}


def templates_extend_the_layout(bench: Bench) -> Iterator[str]:
    """Each template is a page that extends our layout or the frame of an activity, or is used by one."""
    trees = {name: ENVIRONMENT.parse(text) for name, text in _templates(bench).items()}
    used = {name for tree in trees.values() for name in _names(tree)}
    for name, tree in trees.items():
        parents = {_name(parent) for parent in tree.find_all(nodes.Extends)}
        if not parents <= {*FRAMES, *trees} or (not parents and name not in used):
            yield f"{name} does not extend {LAYOUT}, and no other template uses it"


def _names(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)):
        yield _name(node)


def _name(node: Any) -> str:
    return str(node.template.value) if isinstance(node.template, nodes.Const) else ""


def words_can_be_translated(bench: Bench) -> Iterator[str]:
    """Every word people read goes through gettext: in templates by _(), in Python by lazy_gettext."""
    for name, text in _templates(bench).items():
        yield from (f"{name}: {words!r} stands bare; write {{{{ _({words!r}) }}}}" for words in _bare(text))
    for item in bench.guest.answers.get("menu", ()):
        if not isinstance(item.label, Lazy):
            yield f"the menu label {item.label!r} stands bare; write lazy_gettext({item.label!r})"


def _bare(text: str) -> list[str]:
    """Words of a template that stand outside every expression, between tags or in an attribute people hear."""
    plain = "".join(
        value if kind == "data" else ("\x00" if kind.endswith("_begin") else "") for kind, value in _tokens(text)
    )
    attributes = SEEN.findall(plain)
    between = re.sub(r"<(?:style|script)\b.*?</(?:style|script)>|<!--.*?-->|<[^>]*>", "\x00", plain, flags=re.DOTALL)
    pieces = [" ".join(piece.split()) for piece in [*re.split("\x00", between), *attributes]]
    return [piece for piece in pieces if re.search(r"[^\W\d_]{2,}", re.sub(r"&\w+;", "", piece))]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    inside = False
    for _line, kind, value in ENVIRONMENT.lex(text):
        if kind.endswith("_begin"):
            inside = True
        if not inside or kind.endswith("_begin"):
            yield kind, value
        if kind.endswith("_end"):
            inside = False
