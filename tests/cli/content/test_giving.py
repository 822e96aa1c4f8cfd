"""Giving a programme back as it came, and listing what it says."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from lms.cli import build
from lms.testing import House
from modules.demo import CONTENT, OPEN
from modules.models import ContentFile
from modules.testing import write_programme

WHOLE = [CONTENT, *(CONTENT.parent / slug for slug in OPEN)]


def run(house: House, *words: object) -> Result:
    return CliRunner().invoke(build(house.app), ["content", *map(str, words)])


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("folder", WHOLE, ids=lambda folder: folder.name)
def test_what_came_in_goes_out_identical(house: House, tmp_path: Path, folder: Path) -> None:
    """Export, import under the same name: the same files to the byte, and nothing to store."""
    assert run(house, "import", folder, "--apply", "--publish").exit_code == 0
    given = run(house, "export", folder.name, tmp_path / "out", "--json")
    assert given.exit_code == 0
    lines = [json.loads(line) for line in given.stdout.splitlines()]
    assert files(tmp_path / "out") == files(folder)
    assert lines[-1]["totals"]["imported"] == len(lines) - 1 == len(files(folder)) > 15
    again = run(house, "import", tmp_path / "out", "--json")
    assert json.loads(again.stdout.splitlines()[-1])["totals"]["skipped"] >= 1
    (tmp_path / "out" / "programme.md").write_text("changed")
    assert files(tmp_path / "out") != files(folder)  # the comparison can fail


def test_a_draft_goes_out_by_its_number(house: House, tmp_path: Path) -> None:
    place = write_programme(tmp_path, modules=1)
    assert run(house, "import", place, "--apply").exit_code == 0
    assert "no published version of “small”" in run(house, "export", "small", tmp_path / "a").stdout
    assert run(house, "export", "small", tmp_path / "a", "--version", "1.0").exit_code == 0
    assert files(tmp_path / "a") == files(place)


def test_it_refuses_rather_than_overwrite_or_guess(house: House, tmp_path: Path) -> None:
    place = write_programme(tmp_path, modules=1)
    run(house, "import", place, "--apply", "--publish")
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    for words, said in (
        (("small", full), "is not empty. Name a folder that is empty"),
        (("small", tmp_path / "b", "--version", "7.0"), "There is no version 7.0 of “small” here"),
        (("none", tmp_path / "b"), "There is no published version of “none” here"),
    ):
        refused = run(house, "export", *words)
        assert (refused.exit_code, said in refused.stdout) == (1, True), refused.stdout
        assert json.loads(run(house, "export", *words, "--json").stdout.splitlines()[-1])["totals"]["refused"] == 1
    assert files(full) == {"mine.txt": b"mine"}
    with house.unit() as session:
        session.execute(sa.delete(ContentFile))
    old = run(house, "export", "small", tmp_path / "b")
    assert (old.exit_code, "stored before files were kept" in old.stdout) == (1, True)
    assert not (tmp_path / "b").exists()


def test_statements_are_listed_with_their_sources(house: House) -> None:
    listed = run(house, "facts", CONTENT / "")
    assert listed.exit_code == 0
    head, *rows = listed.stdout.splitlines()
    assert head.split("\t")[:3] == ["Module", "Said on", "What it says"]
    assert len(rows) > 150
    assert all(row.count("\t") == 8 for row in rows)
    assert any("Mental Capacity Act" in row for row in rows)
    as_json = [json.loads(line) for line in run(house, "facts", CONTENT, "--json").stdout.splitlines()]
    assert as_json[-1]["totals"]["skipped"] == len(rows) == len(as_json) - 1
    assert {line["kind"] for line in as_json[:-1]} == {"fact"}
