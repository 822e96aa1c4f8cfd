"""The kinds of evidence that this app knows: ours, told by what is added, and those of its plugins, to choose."""

import logging
from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from flask import has_app_context

from assessments.models import Way
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.web.runtime import runtime
from lms.plugins import EvidenceSoFar, EvidenceType

__all__ = ["AS_ADDED", "OWN", "choosable", "kind_of", "kinds", "missing"]

# Chosen when what is added tells the kind.
AS_ADDED = "as-added"
log = logging.getLogger("lms.plugins")
NAMES: Mapping[Way, Text] = {Way.TEXT: _l("Written"), Way.FILE: _l("File"), Way.RECORDING: _l("Recording")}
OWN: Mapping[str, EvidenceType] = {way.value: EvidenceType(way.value, name) for way, name in NAMES.items()}

# Two apps in one process have different plugins: each knows its own, for as long as it lives.
_known: WeakKeyDictionary[object, Mapping[str, EvidenceType]] = WeakKeyDictionary()


def kinds() -> Mapping[str, EvidenceType]:
    """Every kind by its code, ours first. Outside an app, ours alone."""
    if not has_app_context():
        return OWN
    owner = runtime().owner
    if owner not in _known:
        _known[owner] = {kind.code: kind for part in reversed(runtime().hooks.evidence_types()) for kind in part}
    return _known[owner]


def kind_of(code: str) -> EvidenceType:
    """The kind of this code. What a plugin that has gone once brought is sent, read and marked like any other."""
    gone = _l("The plugin that brought this kind is not here any more.")
    return kinds().get(code) or EvidenceType(code, code.replace("-", " ").capitalize(), gone)


def choosable(code: str) -> Sequence[EvidenceType]:
    """The kinds that somebody may choose for a piece of the kind `code`: plugins', and the one that it has."""
    theirs = [kind for kind in kinds().values() if kind.code not in OWN]
    return theirs if code in OWN or code in kinds() else [*theirs, kind_of(code)]


def missing(kind: EvidenceType, so_far: EvidenceSoFar) -> str:
    """What the kind's own rule says is missing. A rule that fails stands in nobody's way: an assessor reads it next."""
    try:
        return str(kind.missing(so_far))
    except Exception:
        log.exception("the kind of evidence %s failed to tell what is missing", kind.code)
        return ""
