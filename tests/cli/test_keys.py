"""`peer-lms keys rotate`: other keys, the same words."""

import sqlite3
from pathlib import Path

from cli.conftest import Run

ADDRESS = "sam@lms.example"


def made(run: Run) -> None:
    assert run("migrate").code == 0
    assert run("demo", "load", DEMO="1").code == 0


def masters(data: Path) -> set[str]:
    with sqlite3.connect(data / "peer-lms.sqlite") as connection:
        return {name for (name,) in connection.execute("select distinct master from lms_person_key")}


def names(data: Path) -> list[str]:
    return [line.partition(":")[0] for line in (data / "keys").read_text().splitlines()]


def test_a_new_master_key_and_the_old_one_may_go(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    made(run)
    before = names(data)
    said = run("keys", "rotate")
    assert (said.code, said.out) == (0, "")
    after = names(data)
    assert after[1:] == before
    assert masters(data) == {after[0]}
    assert f"take out: {before[0]}" in said.err
    assert (data / "keys").stat().st_mode & 0o777 == 0o600
    (data / "keys").write_text((data / "keys").read_text().splitlines()[0])
    one = run("keys", "rotate", "--person", "trainee@demo.example")
    assert one.code == 0, one
    assert int(one.err.split()[0]) > 10, "what they wrote was opened with the new master key alone"


def test_nobody_by_that_address(run: Run) -> None:
    assert run("migrate").code == 0
    said = run("keys", "rotate", "--person", ADDRESS)
    assert said.code == 2
    assert f"Nobody has the address {ADDRESS}." in said.err
