"""`peer-lms backup`, `restore` and `keys`: what they say, on which stream, and how they end."""

import base64
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lms.core import installation_secrets

ADD = ("person", "add", "sam@test.example", "--name", "Sam", "--role", "admin", "--organisation", "Ours")
WORDS = "four words that differ"


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing need not be slow here."""
    monkeypatch.setattr(installation_secrets, "WORK", 10)


def ask(database: Path, question: str) -> list[Any]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def facts(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def place(run: Any, tmp_path: Path) -> Path:
    """A backup with one person in it."""
    assert run("backup", str(tmp_path / "too-early.zip")).code == 3
    assert run("migrate").code == 0
    assert run(*ADD).code == 0
    said = run("backup", str(tmp_path / "backup.zip"), "--json")
    (made,) = facts(said.out)
    assert (said.code, made["rows"], made["missing"], made["files"]) == (0, made["rows"], [], 0)
    assert made["rows"] >= 5
    assert made["sha256"] == (tmp_path / "backup.zip").read_bytes()[-64:].decode()
    assert "peer-lms keys export" in said.err
    return tmp_path / "backup.zip"


def test_there_and_back_by_command(run: Any, place: Path, tmp_path: Path) -> None:
    other = {"DATA_DIR": tmp_path / "other"}
    dry = run("restore", str(place), **other)
    assert (dry.code, dry.out) == (0, "")
    assert "Nothing was changed. Add --apply" in dry.err
    assert (
        not (tmp_path / "other" / "peer-lms.sqlite").exists()
        or ask(tmp_path / "other" / "peer-lms.sqlite", "select name from sqlite_master") == []
    )
    done = run("restore", str(place), "--apply", "--json", **other)
    assert done.code == 0
    *lines, totals = facts(done.out)
    assert totals["totals"]["applied"] is True
    assert totals["totals"]["held_mails"] == 1, "the invitation"
    assert {"imported", "skipped"} == {line["outcome"] for line in lines}
    assert {"item": "secret-key", "kind": "key", "outcome": "skipped", "why": "another one is in use here"} in lines
    assert "Mails held: 1, to be looked at in Background work. Sign-ins ended: 0." in done.err
    assert "peer-lms keys import" in done.err
    assert ask(tmp_path / "other" / "peer-lms.sqlite", "select chosen_name from lms_person") == [("Sam",)]
    again = run("restore", str(place), "--apply", **other)
    assert again.code == 1
    assert "add --replace" in again.err
    assert run("restore", str(place), "--apply", "--replace", **other).code == 0


def test_what_is_wrong_is_said(run: Any, place: Path, tmp_path: Path) -> None:
    again = run("backup", str(place))
    assert (again.code, "is there already" in again.err) == (1, True)
    nowhere = run("backup", str(tmp_path / "no-folder" / "backup.zip"))
    assert (nowhere.code, "No such file or directory" in nowhere.err) == (1, True)
    assert run("restore", str(tmp_path / "nothing.zip")).code == 2
    place.write_bytes(place.read_bytes()[:-1])
    damaged = run("restore", str(place), "--apply", DATA_DIR=tmp_path / "other")
    assert (damaged.code, "damaged" in damaged.err or "not a backup" in damaged.err) == (1, True)


def test_a_file_that_is_lost_is_named_and_the_backup_is_made(run: Any, place: Path, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "data" / "peer-lms.sqlite")
    key = "0" * 32
    values = (key, "lost.txt", "text/plain", 1, "0" * 64, "2026-01-01 00:00:00.000000")
    database.execute(
        "INSERT INTO lms_file (id, version, shown_name, media_type, size, sha256, created_at, key) "
        "VALUES (?,1,?,?,?,?,?,'')",
        values,
    )
    database.commit()
    database.close()
    said = run("backup", str(tmp_path / "second.zip"), "--json")
    assert said.code == 1
    assert facts(said.out)[0]["missing"] == [key]
    assert f"File {key} is not in the store" in said.err
    back = run("restore", str(tmp_path / "second.zip"), "--apply", "--json", DATA_DIR=tmp_path / "other")
    why = "it was not there when the backup was made"
    assert {"item": key, "kind": "file", "outcome": "skipped", "why": why} in facts(back.out)
    assert back.code == 0


def test_no_key_is_in_a_backup(place: Path, tmp_path: Path) -> None:
    secret = (tmp_path / "data" / "secret-key").read_bytes()
    with zipfile.ZipFile(place) as file:
        parts = [file.read(name) for name in file.namelist()]
    master = base64.b64decode((tmp_path / "data" / "keys").read_text().strip().partition(":")[2])
    assert not [part for part in parts if secret in part or master in part or base64.b64encode(master) in part]
    assert len(master) == 32
    assert b"lms_device_key" not in b"".join(parts)
    assert len(secret) == 64
    assert [part for part in parts if b"sam@test.example" in part], "what is looked for in this way is found"


def test_keys_are_taken_along(run: Any, place: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "data" / "secret-key", tmp_path / "other" / "secret-key"
    words, wrong = tmp_path / "words", tmp_path / "wrong"
    words.write_text(f"{WORDS}\n")
    wrong.write_text("other words altogether\n")
    file, other = str(tmp_path / "keys.json"), {"DATA_DIR": tmp_path / "other"}
    said = run("keys", "export", file, "--passphrase-file", str(words), "--json")
    assert said.code == 0
    assert [line["item"] for line in facts(said.out)] == ["secret-key", "master-keys"]
    assert Path(file).stat().st_mode & 0o777 == 0o600
    assert run("keys", "export", file, "--passphrase-file", str(words)).code == 1, "not written over"
    assert run("keys", "import", file, "--passphrase-file", str(wrong), "--apply", **other).code == 1
    taken = run("keys", "import", file, "--passphrase-file", str(words), "--apply", **other)
    assert (taken.code, "--replace" in taken.out) == (1, True), "a start makes a key where there is none"
    before = theirs.read_text()
    dry = run("keys", "import", file, "--passphrase-file", str(words), "--replace", **other)
    assert (dry.code, theirs.read_text()) == (0, before)
    done = run("keys", "import", file, "--passphrase-file", str(words), "--replace", "--apply", "--json", **other)
    assert [(line["item"], line["outcome"]) for line in facts(done.out)] == [
        ("secret-key", "changed"),
        ("master-keys", "changed"),
    ]
    assert (theirs.with_name("keys").read_text()) == (ours.with_name("keys").read_text())
    assert theirs.read_text() == ours.read_text() != before
    (aside,) = theirs.parent.glob("secret-key.until-*")
    assert (aside.read_text(), theirs.stat().st_mode & 0o777) == (before, 0o600)
    same = run("keys", "import", file, "--passphrase-file", str(words), "--apply", "--json", **other)
    assert facts(same.out)[0]["outcome"] == "skipped"
    given = run("keys", "import", file, "--passphrase-file", str(words), SECRET_KEY="k" * 40, **other)
    assert (given.code, "environment" in given.out) == (1, True)
