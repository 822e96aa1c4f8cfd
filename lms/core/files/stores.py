"""Where the bytes of files are kept, under random names: a folder here, or a store that speaks S3 (`lms.core.s3`)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID, uuid4

__all__ = ["FileStore", "LocalStore"]


class FileStore(Protocol):
    """Where bytes live, by id."""

    def write(self, key: UUID, chunks: Iterable[bytes]) -> None:
        """Store the bytes whole or not at all, in place of those that are there."""

    def open(self, key: UUID) -> IO[bytes]:
        """The bytes, for reading. Raises FileNotFoundError."""

    def remove(self, key: UUID) -> None:
        """Forget the bytes; no error when they are not there."""


@dataclass(frozen=True)
class LocalStore:
    """A folder, fanned out by the first two hex digits."""

    folder: Path

    def _place(self, key: UUID) -> Path:
        return self.folder / key.hex[:2] / key.hex

    def write(self, key: UUID, chunks: Iterable[bytes]) -> None:
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        # What was once cut off stands in nobody's way.
        unfinished = place.with_suffix(f".{uuid4().hex[:8]}.part")
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(place)
        finally:
            unfinished.unlink(missing_ok=True)

    def open(self, key: UUID) -> IO[bytes]:
        return self._place(key).open("rb")

    def remove(self, key: UUID) -> None:
        self._place(key).unlink(missing_ok=True)
