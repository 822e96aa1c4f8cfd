"""`peer-lms person export` and `person erase`: what they do, what they refuse, and how they end."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ADMIN, SAM = "ada@test.example", "sam@test.example"


def add(run: Any, email: str, name: str, role: str) -> None:
    place = ("--organisation", "Ours") if role == "admin" else ()
    assert run("person", "add", email, "--name", name, "--role", role, *place).code == 0


@pytest.fixture
def ask(run: Any, tmp_path: Path) -> Callable[[str], list[Any]]:
    """A house with an administrator and a trainee; asks its database."""
    assert run("migrate").code == 0
    add(run, ADMIN, "Ada", "admin")
    add(run, SAM, "Sam", "trainee")

    def asking(question: str) -> list[Any]:
        with sqlite3.connect(tmp_path / "data" / "peer-lms.sqlite") as connection:
            return connection.execute(question).fetchall()

    return asking


@pytest.mark.usefixtures("ask")
def test_a_copy_is_written_for_its_owner_only_to_read(run: Any, tmp_path: Path) -> None:
    place = tmp_path / "sam.zip"
    said = run("person", "export", SAM, "--as", ADMIN, "--to", str(place))
    assert (said.code, said.out) == (0, "")
    assert "It is not sealed: hand it over, then delete it." in said.err
    assert place.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(place) as copy:
        told = json.loads(copy.read("data.json"))
        assert {"read-me.html", "data.json"} == set(copy.namelist())
    assert told["records"]["person"]["rows"][0]["chosen_name"] == "Sam"
    again = run("person", "export", SAM, "--as", ADMIN, "--to", str(place))
    assert again.code == 1
    assert "File exists. Choose another file with --to." in again.err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("export", "nobody@test.example", "--as", ADMIN), "There is no person nobody@test.example."),
        (("export", SAM, "--as", "nobody@test.example"), "There is no person nobody@test.example."),
        (("export", ADMIN, "--as", SAM), f"{SAM} may not ask for this."),
        (("erase", ADMIN, "--as", SAM, "--reason", "x"), f"{SAM} may not ask for this."),
        (("erase", SAM, "--as", ADMIN), "Say why: --reason"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    run: Any, ask: Callable[[str], list[Any]], tmp_path: Path, given: tuple[str, ...], says: str
) -> None:
    place = tmp_path / "copy.zip"
    said = run("person", *given, *(("--to", str(place)) if given[0] == "export" else ()))
    assert said.code == 1
    assert says in said.err
    assert not place.exists()
    assert ask("select state from lms_person order by state") == [("active",), ("active",)]
    assert ask("select count(*) from lms_erasure") == [(0,)]


def test_somebody_is_erased_by_an_administrator_once(run: Any, ask: Callable[[str], list[Any]], tmp_path: Path) -> None:
    said = run("person", "erase", SAM, "--as", ADMIN, "--reason", "asked in a letter of 3 March")
    assert said.code == 0
    assert f"{SAM} is erased" in said.err
    assert "peer-lms work" in said.err
    assert ask("select chosen_name from lms_person where state = 'erased'")[0][0].startswith("Name removed ")
    assert run("work", "--once").code == 0
    assert SAM.encode() not in (tmp_path / "data" / "peer-lms.sqlite").read_bytes()
    assert (tmp_path / "data" / "audit" / "erasures.jsonl").read_text().count('"person"') == 1
    again = run("person", "erase", SAM, "--as", ADMIN, "--reason", "again")
    assert (again.code, "There is no person" in again.err) == (1, True)


def test_the_only_administrator_cannot_be_erased(run: Any, ask: Callable[[str], list[Any]]) -> None:
    said = run("person", "erase", ADMIN, "--as", ADMIN)
    assert said.code == 0
    assert "unless it is stopped" in said.err
    assert "Something stands in the way for now: You are the only administrator" in said.err
    assert ask("select count(*) from lms_erasure where done_at is null") == [(1,)]
