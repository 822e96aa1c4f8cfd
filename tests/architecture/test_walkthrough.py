"""CONTRIBUTING.md's first change, done as it is written: one file and one test, on a copy of the house."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from architecture.reading import ROOT
from plugin_host.clean import copy_of_the_project

TEST = "tests/employment/test_lone_working.py"
CONTENT = "lms/employment/content/checks-england.yaml"


def block(language: str) -> str:
    """The one block of this language in the walkthrough."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text.partition("## Your first change")[2].partition("\n## ")[0]
    assert TEST in part
    assert CONTENT in part
    (found,) = re.findall(rf"^ *```{language}\n(.*?)^ *```$", part, re.MULTILINE | re.DOTALL)
    lines = found.splitlines(keepends=True)
    return "".join(line[3:] if line.strip() else line for line in lines)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house in a folder of its own."""
    folder = copy_of_the_project(tmp_path_factory.mktemp("newcomer") / "house")
    for name in ("tests", "Makefile", "CONTRIBUTING.md"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not postgresql", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))}
    return subprocess.run(
        command, cwd=copy, env={**environment, "PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False
    )


def test_a_newcomer_adds_a_line_in_one_file_and_one_test(copy: Path) -> None:
    (copy / TEST).write_text(block("python"))
    before = run(copy, TEST)
    assert before.returncode == 1, before.stdout + before.stderr
    assert "Lone working: still to do" in before.stdout
    with (copy / CONTENT).open("a") as file:
        file.write(block("yaml"))
    after = run(copy, TEST)
    assert after.returncode == 0, after.stdout + after.stderr
    assert "1 passed" in after.stdout


def test_nothing_else_has_to_change_for_it(copy: Path) -> None:
    """After the first change, the rules, lines and services of starts still hold; pages show what those say."""
    (copy / TEST).write_text(block("python"))
    if block("yaml") not in (copy / CONTENT).read_text():  # another worker has made the change, in a copy of its own
        with (copy / CONTENT).open("a") as file:
            file.write(block("yaml"))
    done = run(copy, *(f"tests/employment/test_{name}.py" for name in ("rules", "lines", "services")))
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_blocks_are_read_as_they_stand() -> None:
    assert block("yaml").startswith("  - code: lone-working-agreed\n    title: Lone working\n")
    assert textwrap.dedent(block("python")) == block("python")
