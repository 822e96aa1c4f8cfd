"""Opening a kept file: its key is asked for within the unit of work, the bytes may come afterwards."""

import base64
import hashlib
from dataclasses import dataclass
from typing import IO, Any, cast
from uuid import UUID

from lms.core.files.chunks import Opened, is_closed
from lms.core.files.models import File
from lms.core.files.stores import FileStore
from lms.core.sealing import SealBroken

__all__ = ["Opener", "opener_of"]


@dataclass(frozen=True)
class Opener:
    """What opens the bytes of one file, also when the unit of work is over. Without a key, only plain bytes do.

    `sha256` is what plain bytes have to have; `shut`: its key is destroyed, or went with the words of its row.
    """

    id: UUID
    key: bytes
    sha256: str
    shut: bool

    def open(self, store: FileStore) -> IO[bytes]:
        """What was sent, to be read from any place. Plain bytes are taken only if they are the very same.

        Raises FileNotFoundError when nobody can open them any more, or they are not there; SealBroken when they are
        others, or were moved there.
        """
        if self.shut:
            raise FileNotFoundError(self.id.hex)
        source = store.open(self.id)
        try:
            return self._opened(source)
        except BaseException:
            source.close()
            raise

    def _opened(self, source: IO[bytes]) -> IO[bytes]:
        closed = is_closed(source.read(8))
        source.seek(0)
        if closed and self.key:
            return cast("IO[bytes]", Opened(self.key, self.id, source))
        if closed or hashlib.file_digest(cast("Any", source), "sha256").hexdigest() != self.sha256:
            raise SealBroken(f"file {self.id} does not open: it is not as it was kept")
        source.seek(0)
        return source


def opener_of(file: File) -> Opener:
    """What opens a file. Asking for it is a look at what its person has told in confidence."""
    found, older = file.key, file.unsealed_until is not None and not File.key.holds(file)
    key = base64.b64decode(found["key"]) if found else b""
    return Opener(file.id, key, found.get("sha256", file.sha256), shut=not (key or older))
