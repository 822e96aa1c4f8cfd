"""The secrets an installation cannot do without: which there are, the ids that tell them apart, and taking them along.

No backup of the data holds any of them: whoever finds the one must not have the other.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.core.errors import Refused
from lms.core.masters import place_of, read_lines
from lms.core.settings import Settings

__all__ = ["SHORTEST", "Secret", "key_ids", "secrets_of", "unwrap", "wrap"]

KIND = "peer-lms keys 1"
SHORTEST = 12  # characters of a passphrase
# A tenth of a second and 64 MB a guess. 2 to the power of WORK.
WORK = 16
LEAST_WORK, MOST_WORK = 10, 20


@dataclass(frozen=True)
class Secret:
    """A secret by its name, and the file it is kept in. `given`: the environment has it, and goes before the file."""

    name: str
    value: bytes
    place: Path
    given: bool = False

    @property
    def id(self) -> str:
        """Tells one from another, and nothing about it: guessing costs as much as guessing a password does."""
        return _derived(self.value, self.name.encode(), WORK).hex()[:12]


def secrets_of(settings: Settings) -> list[Secret]:
    """Every secret of this installation. Whatever else has to be taken along is named here, and nowhere else."""
    return [_secret_key(settings), _master_keys(settings)]


def _secret_key(settings: Settings) -> Secret:
    place, value = settings.data_dir / "secret-key", settings.secret_key.encode()
    kept = place.is_file() and place.read_bytes().strip() == value
    return Secret("secret-key", value, place, given=not kept)


def _master_keys(settings: Settings) -> Secret:
    """All of them, as their file has them: older ones still open what they wrapped."""
    place = place_of(settings)
    if settings.master_key:
        return Secret("master-keys", settings.master_key.replace(",", "\n").encode(), place, given=True)
    return Secret("master-keys", place.read_bytes() if place.is_file() else b"", place)


def key_ids(settings: Settings) -> dict[str, str]:
    """The id of each key, by name. Each master key has its own: those of a backup are looked for among ours."""
    sealing = _master_keys(settings)
    masters = read_lines(sealing.value.decode(), str(sealing.place)) if sealing.value else []
    each = [Secret(f"master-key {one.name}", one.key, sealing.place) for one in masters]
    return {secret.name: secret.id for secret in (_secret_key(settings), *each)}


def wrap(secrets: Iterable[Secret], passphrase: str, *, work: int = WORK) -> bytes:
    """The secrets in a file that opens with the passphrase alone. Raises Refused when it is too short."""
    if len(passphrase) < SHORTEST:
        raise Refused(
            f"The passphrase is shorter than {SHORTEST} characters. Take four words that do not belong together."
        )
    salt, nonce = os.urandom(16), os.urandom(12)
    head = {"kind": KIND, "work": work, "salt": salt.hex(), "nonce": nonce.hex()}
    inside = {secret.name: base64.b64encode(secret.value).decode() for secret in secrets}
    cipher = AESGCM(_derived(passphrase.encode(), salt, work))
    sealed = cipher.encrypt(nonce, json.dumps(inside).encode(), _bound(head))
    return json.dumps({**head, "sealed": base64.b64encode(sealed).decode()}, indent=1).encode() + b"\n"


def unwrap(wrapped: bytes, passphrase: str) -> dict[str, bytes]:
    """The secrets in such a file, by name. Raises Refused when it is none, was changed, or has another passphrase."""
    try:
        head: dict[str, Any] = json.loads(wrapped)
        sealed, work = base64.b64decode(head.pop("sealed"), validate=True), head["work"]
        salt, nonce = bytes.fromhex(head["salt"]), bytes.fromhex(head["nonce"])
        known = head["kind"] == KIND and type(work) is int and LEAST_WORK <= work <= MOST_WORK
    except (ValueError, KeyError, TypeError, AttributeError):
        known = False
    if not known:
        raise Refused("The file does not hold keys that this version can read.")
    try:
        inside = AESGCM(_derived(passphrase.encode(), salt, work)).decrypt(nonce, sealed, _bound(head))
    except (InvalidTag, ValueError):
        raise Refused("The passphrase is another one, or the file was changed.") from None
    return {name: base64.b64decode(value) for name, value in json.loads(inside).items()}


def _bound(head: Mapping[str, Any]) -> bytes:
    """What may not be changed although it can be read."""
    return json.dumps(head, sort_keys=True).encode()


def _derived(secret: bytes, salt: bytes, work: int) -> bytes:
    return hashlib.scrypt(secret, salt=salt, n=1 << work, r=8, p=1, maxmem=(1 << work) * 8 * 192, dklen=32)
