"""Two places start a program, each by a list of fixed words and never through a shell: nothing anybody sent is among them."""

import ast
from collections.abc import Iterator

import pytest
from architecture.reading import ROOT, mentioning

BY_OS = ("system", "popen", "exec", "spawn", "posix_spawn", "fork")
KNOWN = {"lms/cli/serve.py": "subprocess.Popen", "lms/core/pictures.py": "subprocess.run"}


def starts(source: str) -> Iterator[tuple[str, str]]:
    """Each call that starts a program: what is called, and what is wrong with it, if anything."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            module, name = node.func.value.id, node.func.attr
            by_os = module == "os" and name.startswith(BY_OS)
            if by_os or module in {"subprocess", "pty"} or "create_subprocess" in name:
                yield f"{module}.{name}", fault(node, by_os=by_os)
        elif isinstance(node, ast.ImportFrom) and node.module in {"subprocess", "pty"}:
            yield f"from {node.module}", "imported by its bare name, where nobody sees it"


def fault(call: ast.Call, *, by_os: bool) -> str:
    shell = by_os or any(key.arg == "shell" for key in call.keywords)
    words = call.args[0] if call.args else None
    text = isinstance(words, ast.JoinedStr | ast.BinOp) or (isinstance(words, ast.Constant) and " " in str(words.value))
    return "a shell reads it" if shell else "it is put together as text" if text else ""


def test_only_these_start_a_program_and_none_through_a_shell() -> None:
    found = {}
    for name, text in mentioning(["subprocess", "pty", *(f"os.{name}" for name in BY_OS)]):
        if not name.startswith(("lms/testing/", "lms/docs/")):
            for what, wrong in starts(text):
                assert not wrong, f"{name}: {what}: {wrong}"
                found[name] = what
    assert found == KNOWN


def test_the_picture_is_no_part_of_the_command() -> None:
    """It is given by standard input; the words are our interpreter, our file and one of two kinds."""
    source = (ROOT / "lms/core/pictures.py").read_text(encoding="utf-8")
    assert 'command = [sys.executable, "-I", str(WORKER), KINDS[media_type]]' in source
    assert "input=content" in source


@pytest.mark.parametrize(
    ("planted", "wrong"),
    [
        ("subprocess.run(f'convert {name}')", "it is put together as text"),
        ("subprocess.run('convert ' + name)", "it is put together as text"),
        ("subprocess.run(['convert', name], shell=True)", "a shell reads it"),
        ("os.system('convert x')", "a shell reads it"),
        ("os.popen(name)", "a shell reads it"),
        ("from subprocess import run", "imported by its bare name, where nobody sees it"),
        ("subprocess.run(['convert', name])", ""),
    ],
)
def test_a_command_made_of_text_is_seen(planted: str, wrong: str) -> None:
    assert [fault for _what, fault in starts(planted)] == [wrong]
