"""What people tell us is kept sealed: with a key for each person, which a master key outside the database wraps."""

from lms.core.sealing.column import Closed
from lms.core.sealing.envelope import Place, SealBroken
from lms.core.sealing.fields import (
    Sealed,
    forgotten,
    read_here,
    ring_of,
    sealed,
    sealed_json,
    sealed_json_or_none,
    sealed_of,
)
from lms.core.sealing.looks import Look, Whose, not_lately, note_looks, opened_here, show_looks
from lms.core.sealing.models import PersonKey
from lms.core.sealing.ring import Read, Ring
from lms.core.sealing.services import destroy_key, rewrap, rotate_key

__all__ = [
    "Closed",
    "Look",
    "PersonKey",
    "Place",
    "Read",
    "Ring",
    "SealBroken",
    "Sealed",
    "Whose",
    "destroy_key",
    "forgotten",
    "not_lately",
    "note_looks",
    "opened_here",
    "read_here",
    "rewrap",
    "ring_of",
    "rotate_key",
    "sealed",
    "sealed_json",
    "sealed_json_or_none",
    "sealed_of",
    "show_looks",
]
