"""Uploaded and made files: random names on disk, type by content, gone again when the transaction is."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID, uuid4

import puremagic
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session

from lms.core.archives import ODT, WORD, told_by_archive
from lms.core.db.base import Base, field
from lms.core.db.kept import EVIDENCE, TECHNICAL
from lms.core.db.unit import when
from lms.core.errors import Refused
from lms.core.pictures import KINDS, picture_anew
from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l

__all__ = [
    "ODT",
    "WORD",
    "Allowed",
    "File",
    "FileStore",
    "LocalStore",
    "keep_bytes",
    "keep_upload",
    "plain_name",
    "told_by_content",
]

CHUNK = 64 * 1024
# Written as text, yet not plain: a browser or an office program would do something with them.
TEXTS_OF_THEIR_OWN = {"text/html", "image/svg+xml", "application/xml", "application/pdf", "application/rtf"}
PLAIN_TYPES = {
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/mpeg3": "audio/mpeg",
    "application/ogg": "audio/ogg",
    "video/webm": "audio/webm",
}
PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"avif")
# Safari and some phones call a sound recording a video file without pictures.
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "video/mp4"})
PICTURES = frozenset({"image/jpeg", "image/png"})
SHOWN_IN_PLACE = SOUNDS | PICTURES | {"application/pdf"}
# Every virus scanner finds this text, which does nothing, so that one can see that it is at work. It helps nobody here.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


class File(Base):
    """One stored file. Its name on disk is its id; the name a person gave is only ever shown."""

    __tablename__ = "lms_file"

    shown_name: Mapped[str] = field(sa.String(200), kept=EVIDENCE)
    media_type: Mapped[str] = field(sa.String(100), kept=TECHNICAL)
    size: Mapped[int] = field(kept=TECHNICAL)
    sha256: Mapped[str] = field(sa.String(64), kept=TECHNICAL)


class FileStore(Protocol):
    """Where bytes live, by id."""

    def write(self, key: UUID, chunks: Iterable[bytes]) -> None:
        """Store the bytes whole or not at all."""

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
        unfinished = place.with_suffix(".part")
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


@dataclass(frozen=True)
class Allowed:
    """What may be uploaded: media types told from the content, in words, and the most megabytes."""

    media_types: frozenset[str]
    words: Lazy
    megabytes: int


def keep_bytes(session: Session, store: FileStore, content: bytes, *, name: str, media_type: str) -> File:
    """Store bytes that we made ourselves, e.g. a certificate. Undone when the unit of work is."""
    file = File(
        id=uuid4(),
        shown_name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    when(session, "rolled_back", lambda: store.remove(file.id))
    store.write(file.id, [content])
    session.add(file)
    session.flush()
    return file


def keep_upload(session: Session, store: FileStore, stream: IO[bytes], *, name: str, allowed: Allowed) -> File:
    """Store what somebody uploaded, once its type and size are known to be allowed.

    Raises Refused with a sentence that says what would be accepted.
    """
    most = allowed.megabytes * 1024 * 1024
    content = stream.read(most + 1)
    if not content:
        raise Refused(_l("The file is empty. Choose another file."), field="upload")
    if len(content) > most:
        raise Refused(
            _l(
                "The file is larger than %(mb)s MB. Choose a smaller file, or record a shorter piece.",
                mb=allowed.megabytes,
            ),
            field="upload",
        )
    media_type = told_by_content(content)
    if media_type not in allowed.media_types or TEST_VIRUS in content[:256]:
        raise Refused(
            _l("This kind of file cannot be opened here. Choose %(words)s.", words=allowed.words),
            field="upload",
        )
    if media_type in KINDS:
        content = picture_anew(content, media_type)
    return keep_bytes(session, store, content, name=plain_name(name), media_type=media_type)


def forget_file(session: Session, store: FileStore, key: UUID) -> None:
    """Delete a file's row now, and its bytes once this is committed. Nothing may hold it any more."""
    session.delete(session.get_one(File, key))
    session.flush()
    when(session, "committed", lambda: store.remove(key))


def served_as(media_type: str) -> str:
    """The type to serve a kept file as."""
    return "audio/mp4" if media_type == "video/mp4" else media_type


def told_by_content(content: bytes) -> str:
    """The media type that the bytes themselves speak for; application/octet-stream when none."""
    if content.startswith(b"PK\x03\x04"):
        return told_by_archive(content)
    if content[4:8] == b"ftyp":
        return _told_by_brand(content[8:12].strip())
    if content.startswith(b"ID3") or _is_mpeg_frame(content):
        return "audio/mpeg"
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        found = []
    mime = found[0].mime_type if found else ""
    if _is_text(content) and mime not in TEXTS_OF_THEIR_OWN:
        return "text/plain"
    return PLAIN_TYPES.get(mime, mime) or "application/octet-stream"


def _told_by_brand(brand: bytes) -> str:
    if brand in PICTURE_BRANDS:
        return "image/heif"
    return "audio/mp4" if brand in {b"M4A", b"M4B"} else "video/mp4"


def _is_mpeg_frame(content: bytes) -> bool:
    # Eleven set bits, then layer III: sound without a title block before it.
    return len(content) > 3 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def plain_name(name: str) -> str:
    """The last part of a file name without control characters, at most 120 characters; never used on disk."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable()).strip()
    return kept[-120:] or "file"
