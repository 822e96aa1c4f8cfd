"""What a piece needs before it can be sent, and which files may be part of one."""

from collections.abc import Collection
from uuid import UUID

from assessments.models import EvidenceState, Way
from lms.core.files import ODT, WORD, Allowed
from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason, Verdict, verdict

# Safari and some phones call a sound recording a video file without pictures.
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "video/mp4"})
PICTURES = frozenset({"image/jpeg", "image/png"})
DOCUMENTS = frozenset({"application/pdf", WORD, ODT, "text/plain"})
SHOWN_IN_PLACE = SOUNDS | PICTURES | {"application/pdf"}

STATE_NAMES: dict[EvidenceState, Lazy] = {
    EvidenceState.DRAFT: _l("Draft"),
    EvidenceState.SUBMITTED: _l("Waiting to be marked"),
    EvidenceState.IN_MARKING: _l("Being marked"),
    EvidenceState.RETURNED: _l("Something would meet the rest"),
    EvidenceState.ASSESSED: _l("Assessed"),
}
WAY_NAMES: dict[Way, Lazy] = {Way.TEXT: _l("Written"), Way.FILE: _l("File"), Way.RECORDING: _l("Recording")}
WAITING = (EvidenceState.SUBMITTED, EvidenceState.IN_MARKING)


def allowed(megabytes: int) -> Allowed:
    """The files that can be part of a piece, up to this size."""
    words = _l("a PDF, a Word or OpenDocument text, a JPEG or PNG picture, plain text, or a sound recording (MP3, M4A, OGG, WAV, WebM)")
    return Allowed(SOUNDS | PICTURES | DOCUMENTS, words, megabytes)


def way_of(media_type: str | None) -> Way:
    """How a piece is offered, from the type of its file."""
    if media_type is None:
        return Way.TEXT
    return Way.RECORDING if media_type in SOUNDS else Way.FILE


def served_as(media_type: str) -> str:
    """The type to serve a kept file as."""
    return "audio/mp4" if media_type == "video/mp4" else media_type


def submit_verdict(
    *, text: str, file_id: UUID | None, areas: Collection[UUID], authentic: bool, anonymised: bool
) -> Verdict:
    """Whether a draft can be sent to be marked. Each line's code is the name of the form's field."""
    you = _l("you")
    return verdict("evidence.submit", (
        Reason("text", _l("Write something, or add a file or a recording."), you, met=bool(text.strip() or file_id)),
        Reason("areas", _l("Choose at least one area that it shows."), you, met=bool(areas)),
        Reason("authentic", _l("Say that it is your own work, and what help you had."), you, met=authentic),
        Reason("anonymised", _l("Say that nobody else can be recognised in it."), you, met=anonymised),
    ))
