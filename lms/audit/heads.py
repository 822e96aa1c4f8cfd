"""Heads: where the chain ended at a moment, signed, and kept in a file outside the database.

Whoever can change the database can make a new chain, or cut the end off with its seals. They cannot change what was
written down elsewhere.
"""

import base64
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lms.audit.canonical import canonical
from lms.audit.chain import Head, SignedHead

__all__ = ["begin", "export", "newest", "place", "public_key", "put_aside", "read", "says_begins"]

DAILY = timedelta(days=1)
LONGEST = 1024  # bytes: more than a line has


def place(folder: Path) -> Path:
    """The file, below the data folder."""
    return folder / "audit" / "heads.jsonl"


def public_key(secret: str) -> str:
    """The key that our signatures can be checked with, by anybody."""
    return _text(_signer(secret).public_key().public_bytes_raw())


def export(head: Head, *, at: datetime, folder: Path, secret: str) -> str:
    """Append the head, when it is new or the last one is a day old. Returns the line, "" when none was written."""
    last = newest(folder)
    if head.position == 0 or (last and last.head == head and at - last.at < DAILY):
        return ""
    return _written(_signed(head, at, secret), folder)


def begin(head: Head, *, at: datetime, folder: Path, secret: str) -> str:
    """Append that the trail begins behind this head: what was before has had its time. Returns the line."""
    return _written(_signed(head, at, secret, begins=True), folder)


def says_begins(folder: Path, head: Head) -> bool:
    """Whether a signed line says that the trail begins there."""
    return any(one and one.good and one.begins and one.head == head for one in read(place(folder), only="begins"))


def _written(line: str, folder: Path) -> str:
    # A line that was not written to its end, as when the power went, stays on a line of its own.
    whole = _end(place(folder))[-1:] in {b"", b"\n"}
    _append(place(folder), line if whole else f"\n{line}")
    return line


def put_aside(folder: Path, at: datetime) -> Path | None:
    """Keep the file under another name: another database begins a new one. Returns where it is; None without one."""
    file = place(folder)
    if not file.exists():
        return None
    return file.rename(file.with_name(f"{file.name}.until-{at:%Y%m%dT%H%M%S%f}"))


def newest(folder: Path) -> SignedHead | None:
    """The last line of the file; None when there is none, or it cannot be read."""
    lines = _end(place(folder)).splitlines()
    return _opened(0, lines[-1].decode(errors="replace")) if lines else None


def read(file: Path, *, only: str = "") -> Iterator[SignedHead | None]:
    """Every line of the file, oldest first, or those with some word in it; None for one that cannot be read."""
    if not file.exists():
        return
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip() and only in line:
                yield _opened(number, line)


def _signed(head: Head, at: datetime, secret: str, *, begins: bool = False) -> str:
    facts: dict[str, object] = {"at": at, "hash": head.hash, "key": public_key(secret), "position": head.position}
    facts |= {"begins": True} if begins else {}
    signature = _text(_signer(secret).sign(canonical(facts)))
    return canonical({**facts, "signature": signature}).decode()


def _opened(number: int, line: str) -> SignedHead | None:
    try:
        facts = json.loads(line)
        signature = base64.b64decode(facts.pop("signature"))
        at = datetime.strptime(facts["at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        head = Head(int(facts["position"]), str(facts["hash"]))
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(facts["key"]))
        said, begins = canonical(facts), facts.get("begins") is True
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    try:
        key.verify(signature, said)
    except InvalidSignature:
        return SignedHead(number, head, at, facts["key"], good=False, begins=begins)
    return SignedHead(number, head, at, facts["key"], good=True, begins=begins)


def _append(file: Path, line: str) -> None:
    file.parent.mkdir(0o700, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as lines:
        lines.write(f"{line}\n".encode())
        lines.flush()
        os.fsync(lines.fileno())


def _end(file: Path) -> bytes:
    """The end of the file, its last line in it; empty when there is none."""
    if not file.exists():
        return b""
    with file.open("rb") as content:
        content.seek(max(0, content.seek(0, os.SEEK_END) - LONGEST))
        return content.read()


@lru_cache(maxsize=8)
def _signer(secret: str) -> Ed25519PrivateKey:
    seed = HKDF(SHA256(), 32, salt=None, info=b"peer-lms audit heads").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
