"""One more kind of evidence: a visit alone, and how it was kept safe."""

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.plugins import EvidencePart, EvidenceSoFar, EvidenceType

__all__ = ["VISIT"]

FEW_WORDS = 10


def _missing(so_far: EvidenceSoFar) -> Text:
    if so_far.linked or len(so_far.text.split()) >= FEW_WORDS:
        return ""
    return _l("Say in a sentence or two who knew where you were, and what you had agreed with them.")


VISIT = EvidenceType(
    code="lone-visit",
    label=_l("A visit alone"),
    hint=_l("Somebody knew where you were. Say how you had agreed it, and what you would do another time."),
    needs=(EvidencePart.WORDS, EvidencePart.DAY),
    missing=_missing,
)
