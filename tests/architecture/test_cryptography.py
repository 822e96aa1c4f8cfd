"""The inventory of cryptography names every place that has any, and what is used there; nothing weak is among it."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from architecture.reading import ROOT, mentioning

INVENTORY = ROOT / "lms/docs/security/cryptography.md"
ROW = re.compile(r"^\| `([\w/]+\.py)` \| ([^|]+) \|", re.MULTILINE)
LIBRARIES = {"argon2", "cryptography", "fido2", "hashlib", "hmac", "itsdangerous", "pyotp", "random", "secrets", "ssl"}
NO_ALGORITHM = {"InvalidTag", "InvalidSignature", "InvalidHashError", "VerifyMismatchError", "BadSignature"}
WEAK = {"md5", "sha1", "MD5", "SHA1", "ECB", "CBC", "CFB", "PKCS1v15", "ARC4", "TripleDES", "Fernet"}
FORESEEABLE = {"random", "Random"}


def used(source: str) -> set[str]:
    """Which algorithms and sources of chance a file names: the library's word, or the library where it has one only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in LIBRARIES:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "hashlib":
                found |= {node.attr}
            elif node.value.id in LIBRARIES or (node.value.id, node.attr) == ("os", "urandom"):
                found |= {node.value.id if node.value.id in LIBRARIES else "urandom"}
    return found - NO_ALGORITHM


@cache
def everywhere() -> dict[str, set[str]]:
    """Each of our files that uses any."""
    return dict(_read())


def _read() -> Iterator[tuple[str, set[str]]]:
    for name, text in mentioning([*LIBRARIES, "urandom"]):
        found = used(text) if not name.startswith("lms/docs/") else set()
        if found:
            yield name, found


def written(inventory: str) -> dict[str, set[str]]:
    """What the inventory says."""
    return {file: set(re.findall(r"`(\w+)`", words)) for file, words in ROW.findall(inventory)}


def test_the_inventory_is_whole() -> None:
    there = everywhere()
    assert len(there) >= 30
    assert written(INVENTORY.read_text(encoding="utf-8")) == there


def test_nothing_weak_is_used_and_chance_is_never_foreseeable_where_it_matters() -> None:
    for file, found in everywhere().items():
        assert not found & WEAK, file
        assert not found & FORESEEABLE or "crowd" in file, f"{file}: only made-up people may come of it"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import hashlib\nhashlib.md5(b'')", {"md5"}),
        ("from hashlib import sha1 as quick", {"sha1"}),
        ("import random\nrandom.choice([1])", {"random"}),
        ("from random import Random", {"Random"}),
        ("import os\nos.urandom(8)", {"urandom"}),
        ("import hmac, secrets\nhmac.compare_digest('', '')\nsecrets.token_hex()", {"hmac", "secrets"}),
        ("from cryptography.hazmat.primitives.ciphers.modes import ECB", {"ECB"}),
        ("import os, json\nos.path.join('')\njson.dumps(1)", set()),
    ],
)
def test_what_is_used_is_seen(source: str, expected: set[str]) -> None:
    assert used(source) == expected


def test_a_place_that_is_not_written_down_is_missed() -> None:
    text = INVENTORY.read_text(encoding="utf-8")
    assert written(text.replace("| `lms/core/masters.py` |", "| `lms/core/master.py` |")) != everywhere()
    assert written(text.replace("`argon2", "`bcrypt", 1).replace("`PasswordHasher`", "`bcrypt`", 1)) != dict(
        everywhere()
    )
