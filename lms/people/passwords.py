"""Passwords: argon2id at the parameters OWASP's cheat sheet names (19 MiB, two passes, one lane)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

__all__ = ["LEAST", "hash_password", "matches", "needs_rehash"]

LEAST = 12
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Somebody who does not exist costs as much time as somebody who does.
NOBODYS_HASH = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The password as it is kept."""
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """True when the password is the one kept; takes the same time when there is none."""
    try:
        return _hasher.verify(kept or NOBODYS_HASH, password) and kept is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """True when the hash was made at weaker parameters."""
    return _hasher.check_needs_rehash(kept)
