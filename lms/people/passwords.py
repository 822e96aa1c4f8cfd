"""Passwords: argon2id at the parameters OWASP's cheat sheet names (19 MiB, two passes, one lane).

Hashing takes its time on purpose. A few are done at once and a few more wait, so that a crowd that signs in does not
keep everybody else from their pages.
"""

import gzip
import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from werkzeug.exceptions import ServiceUnavailable

from lms.core.text import Text
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l

__all__ = ["LEAST", "fault", "hash_password", "matches", "needs_rehash"]

LEAST = 8
AT_ONCE = max(1, os.cpu_count() or 1)
MOST_WAITING = AT_ONCE + 4
LIST = Path(__file__).with_name("content") / "common-passwords.txt.gz"
LEAST_SIGNS, LEAST_NAME, LEAST_OWN = 4, 4, 6
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Somebody who does not exist costs as much time as somebody who does.
NOBODYS_HASH = _hasher.hash("nobody has this password")
_at_work = threading.BoundedSemaphore(AT_ONCE)
_room = threading.BoundedSemaphore(MOST_WAITING)


@contextmanager
def _turn() -> Iterator[None]:
    if not _room.acquire(blocking=False):
        words = _("Many people are signing in at this moment. Go back, wait ten seconds and press the button again.")
        raise ServiceUnavailable(words, retry_after=10)
    try:
        with _at_work:
            yield
    finally:
        _room.release()


def hash_password(password: str) -> str:
    """The password as it is kept. Raises ServiceUnavailable when too many wait already."""
    with _turn():
        return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """True when the password is the one kept; takes the same time when there is none. Raises as hash_password does."""
    with _turn():
        try:
            return _hasher.verify(kept or NOBODYS_HASH, password) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def needs_rehash(kept: str) -> bool:
    """True when the hash was made at weaker parameters."""
    return _hasher.check_needs_rehash(kept)


def fault(password: str, *, names: Iterable[str] = ()) -> Text | None:
    """Why this password would be guessed, as a sentence; None when it may be used. `names` are the person's own."""
    if len(password) < LEAST:
        return _l("Use at least 8 characters. Three words you will remember work well.")
    if len(set(password)) < LEAST_SIGNS or _is_common(password):
        return _l("Many people use this password, so it is tried first. Choose another: three words work well.")
    if _is_mostly(password, names):
        return _l(
            "This password is mostly your name, your e-mail address or your organisation’s name. Choose another: "
            "three words work well."
        )
    return None


def _is_common(password: str) -> bool:
    folded = password.strip().casefold()
    return folded in _common() or _bare(folded) in _common()


@lru_cache
def _common() -> frozenset[str]:
    with gzip.open(LIST, "rt", encoding="utf-8") as file:
        return frozenset(line.rstrip("\n") for line in file)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _is_mostly(password: str, names: Iterable[str]) -> bool:
    rest = found = _bare(password)
    parts = {_bare(part) for name in names for part in (name, *re.split(r"[\s@.,_-]+", name))}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= LEAST_NAME:
            rest = rest.replace(part, "")
    return rest != found and len(rest) < LEAST_OWN
