"""The form in which a file's bytes are closed, against one that is written here from AES-GCM alone."""

import io
import math
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assessments.rules.evidence import allowed
from lms.core.files import SOUNDS, chunks, told_by_content
from lms.core.files.chunks import Opened, closed_chunks, is_closed
from lms.core.sealing import SealBroken

KEY = bytes(range(32))
FILE = UUID("0123456789abcdef0123456789abcdef")
OTHER = UUID("fedcba9876543210fedcba9876543210")
KB64 = 65_536
SIZES = [0, 1, KB64 - 1, KB64, KB64 + 1, 2 * KB64, 3 * KB64 + 17]


def words(size: int) -> bytes:
    """Bytes of which no two chunks are alike."""
    return b"".join(number.to_bytes(4) for number in range(size // 4 + 1))[:size]


def by_hand(content: bytes, *, key: bytes = KEY, file: UUID = FILE, prefix: bytes = b"seven..") -> bytes:
    """What the decision on sealed files says, word for word."""
    head = b"\xc1LMSFILE" + b"\x01" + prefix + len(content).to_bytes(8)
    last = max(1, math.ceil(len(content) / KB64)) - 1
    made = [head]
    for number in range(last + 1):
        nonce = prefix + number.to_bytes(4) + (b"\x01" if number == last else b"\x00")
        made.append(AESGCM(key).encrypt(nonce, content[number * KB64 : (number + 1) * KB64], head + file.bytes))
    return b"".join(made)


def read(closed: bytes, *, key: bytes = KEY, file: UUID = FILE) -> bytes:
    with Opened(key, file, io.BytesIO(closed)) as source:
        return source.read()


def fully(source: Opened, length: int) -> bytes:
    """As whoever wants so many reads: it gives no more at once than there is in a chunk."""
    found = b""
    while len(found) < length and (part := source.read(length - len(found))):
        found += part
    return found


@pytest.mark.parametrize("size", SIZES)
def test_what_is_closed_by_hand_opens(size: int) -> None:
    assert read(by_hand(words(size))) == words(size)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_closed_is_as_by_hand(size: int) -> None:
    closed = b"".join(closed_chunks(KEY, FILE, words(size)))
    assert closed == by_hand(words(size), prefix=closed[9:16])
    assert closed[9:16] != b"".join(closed_chunks(KEY, FILE, words(size)))[9:16], "drawn anew each time"
    assert is_closed(closed)
    assert not is_closed(words(size))


def test_it_is_read_from_any_place() -> None:
    content = words(3 * KB64 + 17)
    source = Opened(KEY, FILE, io.BytesIO(by_hand(content)))
    for start, length in ((0, 5), (KB64 - 3, 6), (3 * KB64 + 10, 100), (2 * KB64, 1), (KB64, 2 * KB64)):
        assert source.seek(start) == start
        assert fully(source, length) == content[start : start + length]
    assert source.seek(-4, io.SEEK_END) == len(content) - 4
    assert source.read() == content[-4:]
    assert source.read() == b""
    assert source.seekable()


def flipped(closed: bytes, at: int) -> bytes:
    return closed[:at] + bytes([closed[at] ^ 1]) + closed[at + 1 :]


def spoilt() -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Closed bytes that were meddled with, and how they are asked for."""
    whole, size = by_hand(words(3 * KB64 + 17)), KB64 + 16
    head, body = whole[:24], whole[24:]
    first, second, third, last = body[:size], body[size : 2 * size], body[2 * size : 3 * size], body[3 * size :]
    shorter = head[:16] + (3 * KB64).to_bytes(8)
    found = {f"one bit of the head, byte {at}": flipped(whole, at) for at in range(24)}
    found |= {f"one bit of chunk {at // size}": flipped(whole, 24 + at) for at in (0, size, 2 * size, 3 * size)}
    found |= {
        "one bit of the last tag": flipped(whole, len(whole) - 1),
        "cut by a byte": whole[:-1],
        "cut by a chunk": head + first + second + third,
        "cut by a chunk, and the head says so": shorter + first + second + third,
        "nothing but a head": head,
        "half a head": head[:12],
        "nothing": b"",
        "no words left, the head says so": head[:16] + bytes(8) + last[:16],
        "a byte more": whole + b"\0",
        "the last chunk twice": whole + last,
        "two chunks changed about": head + second + first + third + last,
        "one chunk in place of another": head + first + first + third + last,
        "a chunk of another file": head + by_hand(words(3 * KB64 + 17), file=OTHER)[24 : 24 + size] + body[size:],
        "a chunk of another writing": head + by_hand(words(3 * KB64 + 17), prefix=b"another")[24:][:size] + body[size:],
    }
    asked: dict[str, tuple[bytes, dict[str, Any]]] = {name: (closed, {}) for name, closed in found.items()}
    return asked | {"under another name": (whole, {"file": OTHER}), "with another key": (whole, {"key": bytes(32)})}


def taken() -> list[str]:
    """Which of them are read to the end, as if nothing were wrong with them."""
    through = []
    for name, (closed, asked) in spoilt().items():
        try:
            read(closed, **asked)
        except SealBroken:
            continue
        through.append(name)
    return through


def test_whatever_is_meddled_with_is_refused() -> None:
    assert len(spoilt()) == 44
    assert taken() == []


class Careless:
    """Planted: a cipher that looks at no tag, or at what it is bound to not."""

    def __init__(self, key: bytes, *, tag: bool) -> None:
        self._key, self._tag = key, tag

    def decrypt(self, nonce: bytes, closed: bytes, bound: bytes) -> bytes:
        if not self._tag:
            return closed[:-16]
        for file in (FILE, OTHER):
            try:
                return AESGCM(self._key).decrypt(nonce, closed, bound[:24] + file.bytes)
            except Exception:
                continue
        return AESGCM(self._key).decrypt(nonce, closed, bound)


def test_a_careless_reader_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "AESGCM", lambda key: Careless(key, tag=False))
    # Mark, form and length are looked at even so.
    assert len(taken()) >= 15
    monkeypatch.setattr(chunks, "AESGCM", lambda key: Careless(key, tag=True))
    assert taken() == ["a chunk of another file", "under another name"]


def test_the_first_chunk_of_what_was_cut_is_not_shown() -> None:
    closed = by_hand(words(3 * KB64))
    for spoilt_one in (
        closed[: 24 + 2 * (KB64 + 16)],
        closed[:16] + (2 * KB64).to_bytes(8) + closed[24:][: 2 * KB64 + 32],
    ):
        with pytest.raises(SealBroken):
            Opened(KEY, FILE, io.BytesIO(spoilt_one))


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much was opened so far, chunk by chunk."""
    opened: list[int] = []

    class Counting:
        def __init__(self, key: bytes) -> None:
            self._cipher = AESGCM(key)

        def decrypt(self, nonce: bytes, closed: bytes, bound: bytes) -> bytes:
            opened.append(int.from_bytes(nonce[7:11]))
            return self._cipher.decrypt(nonce, closed, bound)

    monkeypatch.setattr(chunks, "AESGCM", Counting)
    return opened


def test_only_what_is_asked_for_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, content = counting(monkeypatch), words(100 * KB64)
    source = Opened(KEY, FILE, io.BytesIO(by_hand(content)))
    source.seek(70 * KB64 + 5)
    assert source.read(10) == content[70 * KB64 + 5 :][:10]
    assert opened == [0, 70]
    opened.clear()
    source.seek(0)
    while part := source.read(18_000):  # a server goes back to what it could not send
        source.seek(-len(part) // 2, io.SEEK_CUR)
        source.seek(len(part) - len(part) // 2, io.SEEK_CUR)
    assert opened == list(range(100)), "each once"


def test_memory_stays_flat(tmp_path: Path) -> None:
    def most(use: Callable[[Any], object]) -> int:
        with (tmp_path / "closed").open("rb") as file:
            tracemalloc.start()
            use(Opened(KEY, FILE, file))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return peak

    (tmp_path / "closed").write_bytes(by_hand(words(160 * KB64)))

    def piece_by_piece(source: Any) -> None:
        while source.read(KB64):
            pass

    assert most(piece_by_piece) < 6 * KB64
    assert most(lambda source: source.read()) > 160 * KB64, "what the measuring is worth"


def test_nothing_that_may_come_in_begins_so() -> None:
    closed = by_hand(words(100))
    with pytest.raises(UnicodeDecodeError):
        closed[:8].decode()
    told = told_by_content(closed)
    assert told == "application/octet-stream"
    assert told not in allowed(25).media_types | SOUNDS
