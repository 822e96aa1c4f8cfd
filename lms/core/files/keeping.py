"""Keeping and forgetting files: closed before they are stored, gone again when the transaction is."""

import base64
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lms.core.db.unit import when
from lms.core.errors import Refused
from lms.core.files.chunks import KEY, closed_chunks
from lms.core.files.kinds import plain_name, told_by_content
from lms.core.files.models import File
from lms.core.files.stores import FileStore
from lms.core.pictures import KINDS, picture_anew
from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l

__all__ = ["Allowed", "forget_file", "keep_bytes", "keep_upload", "new_key", "put_closed"]

# Every virus scanner finds this text, which does nothing, so that one can see that it is at work. It helps nobody here.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


@dataclass(frozen=True)
class Allowed:
    """What may be uploaded: media types told from the content, in words, and the most megabytes."""

    media_types: frozenset[str]
    words: Lazy
    megabytes: int


def keep_bytes(
    session: Session, store: FileStore, content: bytes, *, name: str, media_type: str, person_id: UUID | None
) -> File:
    """Close bytes with a key of their own, and store them. Undone when the unit of work is.

    `person_id` is whose they are: with their key goes what opens them. None: they are the service's own.
    """
    file = File(
        id=uuid4(),
        person_id=person_id,
        shown_name=name,
        media_type=media_type,
        size=len(content),
        key=new_key(hashlib.sha256(content).hexdigest()),
    )
    when(session, "rolled_back", lambda: store.remove(file.id))
    put_closed(file, store, content)
    session.add(file)
    session.flush()
    return file


def new_key(sha256: str) -> dict[str, str]:
    """What a file's `key` says: a key that nothing else has, and the SHA-256 of its plain bytes."""
    return {"key": base64.b64encode(os.urandom(KEY)).decode(), "sha256": sha256}


def put_closed(file: File, store: FileStore, content: bytes) -> None:
    """Store these bytes closed, whole or not at all, and note how they are known there."""
    found = hashlib.sha256()

    def noted() -> Iterator[bytes]:
        for part in closed_chunks(base64.b64decode(file.key["key"]), file.id, content):
            found.update(part)
            yield part

    store.write(file.id, noted())
    file.sha256, file.unsealed_until = found.hexdigest(), None


def keep_upload(
    session: Session, store: FileStore, stream: IO[bytes], *, name: str, allowed: Allowed, person_id: UUID | None
) -> File:
    """Store what somebody uploaded, closed, once its type and size are known to be allowed. `person_id` is whose it is.

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
    return keep_bytes(session, store, content, name=plain_name(name), media_type=media_type, person_id=person_id)


def forget_file(session: Session, store: FileStore, key: UUID) -> None:
    """Delete a file's row now, and its bytes once this is committed. Nothing may hold it any more."""
    session.delete(session.get_one(File, key))
    session.flush()
    when(session, "committed", lambda: store.remove(key))
