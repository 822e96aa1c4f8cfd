"""Master keys: they wrap the keys of people, and nothing else. They are kept outside the database they protect."""

import base64
import binascii
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.core.errors import NotReady
from lms.core.settings import Settings, make_private

__all__ = ["BYTES", "NONCE", "Master", "Masters", "masters_of", "new_line", "place_of", "read_lines"]

BYTES, NONCE = 32, 12
FILE = "keys"
NAME = re.compile(r"[A-Za-z0-9-]{1,40}")
MAKE = 'Make a line with: echo "$(date +%F):$(openssl rand -base64 32)"'


@dataclass(frozen=True)
class Master:
    """A master key and its name, which is no secret."""

    name: str
    key: bytes


class Masters:
    """Every master key there is; the first wraps from now on, the others still open what they wrapped.

    Those of a file are read again when it changes: keys are changed while people work.
    """

    def __init__(self, lines: str = "", *, file: Path | None = None) -> None:
        self.file = file
        self._seen = 0
        self._known = () if file else tuple(read_lines(lines, "PEER_LMS_MASTER_KEY"))
        self._now()

    def wrap(self, key: bytes, bound: bytes) -> tuple[str, str]:
        """A person's key, closed for this place only: the name of the master key, and the text to keep."""
        first, nonce = self._now()[0], os.urandom(NONCE)
        return first.name, base64.b64encode(nonce + AESGCM(first.key).encrypt(nonce, key, bound)).decode()

    def unwrap(self, name: str, wrapped: str, bound: bytes) -> bytes:
        """What was wrapped. Raises NotReady when its master key is not here, or is not the one that wrapped it."""
        found = next((one for one in self._now() if one.name == name), None)
        closed = base64.b64decode(wrapped)
        try:
            if found is not None:
                return AESGCM(found.key).decrypt(closed[:NONCE], closed[NONCE:], bound)
        except InvalidTag:
            pass
        raise NotReady(
            f"The master key {name} is not among ours, and what people wrote is sealed with it.",
            "Put back the file of PEER_LMS_KEYS_FILE, or PEER_LMS_MASTER_KEY, as it was when this was written.",
        )

    @property
    def names(self) -> list[str]:
        """The names of all keys, which are no secret."""
        return [one.name for one in self._now()]

    @property
    def first(self) -> str:
        """The name of the key that wraps from now on."""
        return self._now()[0].name

    def _now(self) -> Sequence[Master]:
        if self.file is not None:
            try:
                changed = self.file.stat().st_mtime_ns
                if changed != self._seen:
                    self._known, self._seen = tuple(read_lines(self.file.read_text(), str(self.file))), changed
            except (OSError, UnicodeDecodeError):
                raise NotReady(
                    f"The master keys in {self.file} cannot be read.",
                    f"Put the file back, or set PEER_LMS_KEYS_FILE to where it is. {MAKE}",
                ) from None
        return self._known


def masters_of(settings: Settings) -> Masters:
    """The keys the settings name; else those of a file in the data folder, made at the first start.

    Raises NotReady when they cannot be read.
    """
    if settings.master_key:
        return Masters(settings.master_key.replace(",", "\n"))
    place = place_of(settings)
    if not settings.keys_file.name and not place.exists():
        make_private(place, new_line())
    return Masters(file=place)


def place_of(settings: Settings) -> Path:
    """The file of the master keys, where the settings give no key themselves."""
    return (settings.keys_file if settings.keys_file.name else settings.data_dir / FILE).resolve()


def new_line(name: str = "") -> str:
    """A new master key as the file has it."""
    return f"{name or secrets.token_hex(4)}:{base64.b64encode(os.urandom(BYTES)).decode()}\n"


def read_lines(text: str, where: str) -> list[Master]:
    """Keys as they are written, NAME:BASE64 on each line. Raises NotReady; what is written there is not repeated."""
    found = [_read(line.strip(), where) for line in text.splitlines() if line.strip()]
    if not found or len({one.name for one in found}) < len(found):
        raise _unusable(where)
    return found


def _read(line: str, where: str) -> Master:
    name, _colon, written = line.partition(":")
    try:
        key = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not NAME.fullmatch(name) or len(key) != BYTES:
        raise _unusable(where)
    return Master(name, key)


def _unusable(where: str) -> NotReady:
    return NotReady(
        f"{where} does not hold master keys: lines of a name, a colon and 32 bytes in base64, each name once.", MAKE
    )
