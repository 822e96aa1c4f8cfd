"""Keys taken along under a passphrase: they come back whole, or not at all."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lms.core import installation_secrets
from lms.core.errors import Refused
from lms.core.installation_secrets import Secret, key_ids, secrets_of, unwrap, wrap
from lms.core.settings import load

WORDS = "four words that differ"
LIGHT = 10  # a guess need not cost much here
SECRETS = [
    Secret("secret-key", b"a secret that is long enough", Path("secret-key")),
    Secret("other", b"\x00\xff", Path("o")),
]


def test_what_is_wrapped_opens_with_its_passphrase_alone() -> None:
    wrapped = wrap(SECRETS, WORDS, work=LIGHT)
    assert unwrap(wrapped, WORDS) == {"secret-key": b"a secret that is long enough", "other": b"\x00\xff"}
    assert b"a secret" not in wrapped
    assert wrap(SECRETS, WORDS, work=LIGHT) != wrapped, "salted anew each time"
    with pytest.raises(Refused, match="another one"):
        unwrap(wrapped, "four words that do not")
    with pytest.raises(Refused, match="shorter than 12"):
        wrap(SECRETS, "eleven char", work=LIGHT)


def test_any_change_is_seen() -> None:
    facts = json.loads(wrap(SECRETS, WORDS, work=LIGHT))
    changes = {
        "work": 11,
        "salt": "00" * 16,
        "nonce": "00" * 12,
        "sealed": facts["sealed"][:-8] + "AAAAAAA=",
        "kind": "peer-lms keys 2",
        "added": 1,
    }
    for name, value in changes.items():
        with pytest.raises(Refused):
            unwrap(json.dumps({**facts, name: value}).encode(), WORDS)
    assert len(changes) == 6
    assert unwrap(json.dumps(facts).encode(), WORDS)


@pytest.mark.parametrize(
    "nonsense", [b"", b"[]", b"null", b"{}", b"\xff", b'{"kind": "peer-lms keys 1", "sealed": "?", "work": 30}']
)
def test_what_is_no_such_file_is_said(nonsense: bytes) -> None:
    with pytest.raises(Refused, match="does not hold keys"):
        unwrap(nonsense, WORDS)


def test_another_implementation_opens_it() -> None:
    """By the words of the guide, with nothing of ours: scrypt with n = 2^work, r = 8, p = 1, then AES-GCM."""
    head = json.loads(wrap(SECRETS[:1], WORDS, work=LIGHT))
    sealed = base64.b64decode(head.pop("sealed"))
    key = Scrypt(salt=bytes.fromhex(head["salt"]), length=32, n=2 ** head["work"], r=8, p=1).derive(WORDS.encode())
    opened = AESGCM(key).decrypt(bytes.fromhex(head["nonce"]), sealed, json.dumps(head, sort_keys=True).encode())
    assert json.loads(opened) == {"secret-key": "YSBzZWNyZXQgdGhhdCBpcyBsb25nIGVub3VnaA=="}


def test_ids_tell_keys_apart_and_nothing_about_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation_secrets, "WORK", LIGHT)
    first, again, second = (
        load({"PEER_LMS_DATA_DIR": tmp_path / name, "PEER_LMS_SECRET_KEY": secret})
        for name, secret in (("a", "x" * 40), ("b", "x" * 40), ("c", "y" * 40))
    )
    assert key_ids(first) == key_ids(again) != key_ids(second)
    assert [len(key) for key in key_ids(first).values()] == [12]
    (tmp_path / "a" / "keys").write_text(f"new:{'B' * 43}=\nold:{'A' * 43}=\n")
    (tmp_path / "b" / "keys").write_text(f"old:{'A' * 43}=\n")
    assert list(key_ids(first)) == ["secret-key", "master-key new", "master-key old"]
    assert key_ids(again).items() < key_ids(first).items(), "an older key keeps its id beside a newer one"


def test_whether_a_key_is_kept_here_or_given(tmp_path: Path) -> None:
    kept, none_yet = secrets_of(load({"PEER_LMS_DATA_DIR": tmp_path}))
    assert none_yet == Secret("master-keys", b"", tmp_path / "keys")
    assert (kept.given, kept.place, kept.value) == (
        False,
        tmp_path / "secret-key",
        (tmp_path / "secret-key").read_bytes(),
    )
    set_there = {"PEER_LMS_SECRET_KEY": "z" * 40, "PEER_LMS_MASTER_KEY": "one:A,two:B"}
    given = secrets_of(load({"PEER_LMS_DATA_DIR": tmp_path, **set_there}))
    assert [secret.given for secret in given] == [True, True]
    assert given[1].value == b"one:A\ntwo:B"
