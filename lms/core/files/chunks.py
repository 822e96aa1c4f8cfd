"""A file's bytes, closed in chunks with a key of its own: any part opens by itself, and nothing else fits its place.

Each chunk is AES-GCM, with a nonce of the file's prefix, the chunk's number and whether it is the last. All of them are
bound to the file's id and to the head, which says how long the whole is: what is cut, longer, in another order or under
another name does not open, not even its first chunk.
"""

import io
import os
import struct
from collections.abc import Iterator
from typing import IO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.core.sealing import SealBroken

__all__ = ["KEY", "PLAIN", "Opened", "closed_chunks", "is_closed"]

MAGIC = b"\xc1LMSFILE"  # no text has such a letter, and no kind of file that may come in begins so
FORM = 1
KEY, PLAIN, TAG = 32, 64 * 1024, 16
HEAD = struct.Struct(">8sB7sQ")  # magic, form, the nonces' prefix, how long the plain bytes are
NONCE = struct.Struct(">7sIB")


def is_closed(beginning: bytes) -> bool:
    """Whether bytes that begin so are closed; `beginning` is eight of them or more."""
    return beginning.startswith(MAGIC)


def closed_chunks(key: bytes, file_id: UUID, content: bytes) -> Iterator[bytes]:
    """The bytes to store in place of these: the head, then chunk by chunk."""
    prefix, cipher = os.urandom(7), AESGCM(key)
    head = HEAD.pack(MAGIC, FORM, prefix, len(content))
    yield head
    last = _last(len(content))
    plain = memoryview(content)
    for number in range(last + 1):
        part = plain[number * PLAIN : (number + 1) * PLAIN]
        yield cipher.encrypt(NONCE.pack(prefix, number, number == last), part, head + file_id.bytes)


def _last(size: int) -> int:
    return max(0, (size - 1) // PLAIN)


class Opened(io.RawIOBase):
    """What was closed, to be read from any place: only the chunks that are asked for are opened, one at a time.

    Raises SealBroken at once when the bytes are not as long as they say, or were not closed with this key for this
    file; and later at a chunk that was not closed for its place.
    """

    def __init__(self, key: bytes, file_id: UUID, source: IO[bytes]) -> None:
        self._cipher, self._source, self._id = AESGCM(key), source, file_id
        self._head = source.read(HEAD.size)
        magic, form, self._prefix, self.size = HEAD.unpack(self._head.ljust(HEAD.size, b"\0"))
        self._at, self._held = 0, (-1, b"")
        chunks = _last(self.size) + 1
        if (magic, form) != (MAGIC, FORM) or source.seek(0, os.SEEK_END) != HEAD.size + self.size + chunks * TAG:
            raise self._broken()
        self._chunk(0)  # the head with it: nobody is told of a length that is not so

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """A recording is wound forward."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Read on from there."""
        begins = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, begins + offset)
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to so many bytes, as far as the present chunk goes; all that is left without a number. b"" at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(PLAIN), b""))
        number, skipped = divmod(self._at, PLAIN)
        part = self._chunk(number)[skipped : skipped + size] if self._at < self.size else b""
        self._at += len(part)
        return part

    def close(self) -> None:
        """Close the source too, and let go of what was opened."""
        self._held = (-1, b"")
        self._source.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(HEAD.size + number * (PLAIN + TAG))
            closed, nonce = self._source.read(PLAIN + TAG), NONCE.pack(self._prefix, number, number == _last(self.size))
            try:
                plain = self._cipher.decrypt(nonce, closed, self._head + self._id.bytes)
            except InvalidTag:
                raise self._broken() from None
            self._held = (number, plain)
        return self._held[1]

    def _broken(self) -> SealBroken:
        return SealBroken(f"file {self._id} does not open: it was changed, or was moved there from elsewhere")
