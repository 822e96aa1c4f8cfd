"""Looks for words in whatever a house leaves behind, however they are wrapped."""

import base64
import binascii
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
DEEPEST = 3


def found_in(content: bytes, words: set[str], depth: int = 0) -> set[str]:
    """Which of the words are in it: as they are, in UTF-16, in hex, base64, gzip, zlib or a zip, one in another."""
    found = {
        word for word in words if any(word.encode(code) in content for code in ("utf-8", "utf-16-le", "utf-16-be"))
    }
    if depth < DEEPEST:
        for inner in _inner(content):
            found |= found_in(inner, words - found, depth + 1)
    return found


def found_below(folder: Path, words: set[str]) -> dict[str, set[str]]:
    """Every file below a folder that has any of the words: its name → the words."""
    read = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    found = {name: found_in(content, words) for name, content in read.items()}
    return {name: words for name, words in found.items() if words}


def _inner(content: bytes) -> Iterator[bytes]:
    for match in BASE64.finditer(content):
        yield from _base64(match[0])
    for match in HEX.finditer(content):
        yield binascii.unhexlify(match[0])
    for start in (one.start() for one in re.finditer(rb"\x1f\x8b\x08", content)):
        yield _tried(lambda at=start: zlib.decompressobj(31).decompress(content[at:]))
    for start in (one.start() for one in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content)):
        yield _tried(lambda at=start: zlib.decompressobj().decompress(content[at:]))
    if b"PK\x03\x04" in content:
        yield from _zip(content)


def _base64(text: bytes) -> Iterator[bytes]:
    plain = text.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    for skipped in range(4):  # it may begin with letters of something else
        part = plain[skipped:]
        yield _tried(lambda part=part: base64.b64decode(part[: len(part) // 4 * 4]))


def _zip(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError):
        return


def _tried(unpack) -> bytes:
    try:
        unpacked: bytes = unpack()
    except (zlib.error, binascii.Error, gzip.BadGzipFile, EOFError):
        return b""
    return unpacked
