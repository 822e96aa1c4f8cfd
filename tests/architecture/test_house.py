"""How the house is built. Each check names a planted fault it catches."""

import ast
import re
import statistics
from pathlib import Path

import pytest
import sqlalchemy as sa
from architecture.reading import PACKAGES, ROOT, functions, sources, templates, tree
from sqlalchemy.orm import configure_mappers

from lms.core.db import Base, Kept
from lms.testing import House


def commits(module: ast.AST) -> list[int]:
    """Lines that commit or roll back."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    ]


def test_only_the_unit_of_work_commits() -> None:
    found = [str(path.relative_to(ROOT)) for path in sources() if commits(tree(path))]
    assert found == ["lms/core/db/unit.py"]
    assert commits(ast.parse("def f(session):\n    session.commit()")) == [2]


def inner_imports(module: ast.AST) -> list[int]:
    """Lines inside functions that import something of ours."""
    found = []
    for function in functions(module):
        for node in ast.walk(function):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [node.lineno for name in named if name.split(".")[0] in PACKAGES]
    return found


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    assert [f"{path}:{line}" for path in sources() for line in inner_imports(tree(path))] == []
    assert inner_imports(ast.parse("def f():\n    from lms.core import clock")) == [2]


def test_no_drawer_for_everything() -> None:
    drawers = {"util", "utils", "helper", "helpers", "common", "misc"}
    assert [path for path in sources() if path.stem in drawers or path.parent.name in drawers] == []


def percentile(numbers: list[int], share: float) -> int:
    """The number that `share` of the others do not exceed."""
    return sorted(numbers)[int(len(numbers) * share)]


def test_files_and_functions_are_small() -> None:
    """design.md §7: files ≤ 100 lines median and 250 at the 95th percentile, functions ≤ 8 and 30; 400 never."""
    files = [len(path.read_text(encoding="utf-8").splitlines()) for path in sources()]
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1 for path in sources() for node in functions(tree(path))
    ]
    print(f"files {statistics.median(files)} / {percentile(files, 0.95)} / {max(files)}")
    print(f"functions {statistics.median(lengths)} / {percentile(lengths, 0.95)} / {max(lengths)}")
    assert len(files) >= 150
    assert statistics.median(files) <= 100
    assert percentile(files, 0.95) <= 250
    assert max(files) <= 400
    assert statistics.median(lengths) <= 8
    assert percentile(lengths, 0.95) <= 30
    assert percentile([1, 2, 300], 0.95) == 300


def marked_safe(text: str) -> list[str]:
    """Ways round escaping."""
    return re.findall(r"\|\s*safe\b|\bautoescape\s+false|\{%\s*autoescape", text)


def test_templates_never_switch_escaping_off() -> None:
    assert len(list(templates())) >= 60
    assert [str(path) for path in templates() if marked_safe(path.read_text(encoding="utf-8"))] == []
    assert marked_safe("{{ name|safe }}")


def test_markup_is_made_in_two_places() -> None:
    found = [
        str(path.relative_to(ROOT)) for path in sources() if re.search(r"\bMarkup\(", path.read_text(encoding="utf-8"))
    ]
    assert found == ["lms/core/ui/filters.py", "lms/core/ui/tags.py"]


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> type[Base]:
    """Every model, loaded."""
    House(tmp_path_factory.mktemp("models")).close()
    configure_mappers()
    return Base


def test_every_column_says_why_it_is_kept(mapped: type[Base]) -> None:
    columns = [column for table in mapped.metadata.tables.values() for column in table.columns]
    assert len(columns) >= 250
    assert [str(column) for column in columns if not isinstance(column.info.get("kept"), Kept)] == []
    with pytest.raises(TypeError, match="not classified"):
        type("Planted", (Base,), {"__tablename__": "lms_planted", "secret": sa.Column(sa.String())})


def test_every_relationship_refuses_to_load_by_surprise(mapped: type[Base]) -> None:
    links = [link for mapper in mapped.registry.mappers for link in mapper.relationships]
    assert len(links) >= 5
    assert [str(link) for link in links if link.lazy != "raise_on_sql"] == []


def test_every_table_is_ours_by_name(mapped: type[Base]) -> None:
    assert [name for name in mapped.metadata.tables if not name.startswith("lms_")] == []


def test_addresses_are_kebab_case_with_typed_ids(house: House) -> None:
    for rule in house.app.url_map.iter_rules():
        plain = re.sub(r"<[^>]+>", "", rule.rule)
        assert plain == plain.lower(), rule.rule
        assert "_" not in plain, rule.rule
        for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule.rule):
            assert not name.endswith("_id") or converter == "uuid", rule.rule


def test_the_four_packages_and_nothing_else_stand_at_the_root() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - {"instance", "build", "node_modules"} - {
        name for name in folders if name.endswith(".egg-info")
    } == {*PACKAGES, "tests"}


def test_no_path_of_a_machine_is_written_down() -> None:
    machine = re.compile(r"/(?:" + "|".join(("work", "farm", "opt/" + "pypi")) + r")/")
    texts = [
        *sources(),
        *templates(),
        *Path(ROOT / ".ci").iterdir(),
        ROOT / "Makefile",
        ROOT / "setup.cfg",
        ROOT / "README.md",
    ]
    assert [str(path) for path in texts if path.is_file() and machine.search(path.read_text(encoding="utf-8"))] == []
