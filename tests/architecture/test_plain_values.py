"""Whatever is read becomes plain values: no library that makes objects of bytes, no loader of YAML that runs something."""

import ast
from collections.abc import Iterator

import pytest
import yaml
from architecture.reading import mentioning

from modules.importing.document import _Loader

MAKES_OBJECTS = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "code", "codeop"}
RUNS = {"eval", "exec", "load", "unsafe_load", "full_load", "load_all", "UnsafeLoader", "FullLoader", "Loader"}
HARMFUL = ("!!python/object/apply:os.system ['false']", "!!python/name:os.system", "!!python/module:os")


def dangers(source: str) -> Iterator[str]:
    """Names in a file by which data could become more than values: its imports, what it calls, loaders of YAML."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in MAKES_OBJECTS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MAKES_OBJECTS:
            yield str(node.module)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}:
            yield node.func.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "yaml":
            yield from {node.attr} & RUNS


def test_no_file_of_ours_makes_more_than_values() -> None:
    read = dict(mentioning([*MAKES_OBJECTS, "eval(", "exec(", "yaml."]))
    assert sum("yaml." in text for text in read.values()) >= 8
    assert {name: found for name, text in read.items() if (found := [*dangers(text)])} == {}


@pytest.mark.parametrize(
    "planted",
    ["import pickle", "from marshal import loads", "eval('1')", "exec(sent)", "yaml.load(x)", "yaml.unsafe_load(x)"],
)
def test_what_could_is_seen(planted: str) -> None:
    assert len([*dangers(planted)]) == 1


@pytest.mark.parametrize("text", HARMFUL)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, _Loader])
def test_words_that_name_a_function_run_nothing(loader: type[yaml.SafeLoader], text: str) -> None:
    with pytest.raises(yaml.YAMLError, match="could not determine a constructor"):
        yaml.load(text, loader)
