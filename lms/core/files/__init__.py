"""Uploaded and made files: random names in the store, closed with keys of their own, type by content."""

from lms.core.files.keeping import Allowed, forget_file, keep_bytes, keep_upload
from lms.core.files.kinds import ODT, PICTURES, SHOWN_IN_PLACE, SOUNDS, WORD, plain_name, served_as, told_by_content
from lms.core.files.models import File
from lms.core.files.opening import Opener, opener_of
from lms.core.files.stores import FileStore, LocalStore

__all__ = [
    "ODT",
    "PICTURES",
    "SHOWN_IN_PLACE",
    "SOUNDS",
    "WORD",
    "Allowed",
    "File",
    "FileStore",
    "LocalStore",
    "Opener",
    "forget_file",
    "keep_bytes",
    "keep_upload",
    "opener_of",
    "plain_name",
    "served_as",
    "told_by_content",
]
