"""A zip that is made while it is sent: nothing of it lies anywhere."""

import io
import zipfile
from collections.abc import Iterator, Mapping

from lms.core.files import FileStore, Opener

__all__ = ["streamed"]

CHUNK = 64 * 1024


class Pipe(io.RawIOBase):
    """Takes what the zip writes, and gives it on."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        """Zip asks."""
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        """Hold it until it is taken."""
        self._held += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken


def streamed(texts: Mapping[str, bytes], files: Mapping[str, Opener], store: FileStore) -> Iterator[bytes]:
    """The zip, bit by bit. A file whose bytes are gone is left out, and named in a text."""
    pipe, missing = Pipe(), []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in texts.items():
            archive.writestr(name, content)
            yield pipe.take()
        for name, opener in files.items():
            try:
                source = opener.open(store)
            except FileNotFoundError:
                missing.append(name)
                continue
            with source, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                while chunk := source.read(CHUNK):
                    member.write(chunk)
                    yield pipe.take()
        if missing:
            archive.writestr("missing.txt", "\n".join(missing))
    yield pipe.take()
