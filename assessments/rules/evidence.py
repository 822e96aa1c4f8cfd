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
    EvidenceState.RETURNED: _l("More to add"),
    EvidenceState.ASSESSED: _l("Assessed"),
}
WAY_NAMES: dict[Way, Lazy] = {Way.TEXT: _l("Written"), Way.FILE: _l("File"), Way.RECORDING: _l("Recording")}
WAITING = (EvidenceState.SUBMITTED, EvidenceState.IN_MARKING)


def allowed(megabytes: int) -> Allowed:
    """The files that can be part of a piece, up to this size."""
    words = _l(
        "a PDF, a Word or OpenDocument text, a JPEG or PNG picture, plain text, "
        "or a sound recording (MP3, M4A, OGG, WAV, WebM)"
    )
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
    return verdict(
        "evidence.submit",
        (
            _said(
                "text",
                bool(text.strip() or file_id),
                _l("You have written, spoken or added something."),
                _l("Write something, or add a file or a recording."),
            ),
            _said(
                "areas",
                bool(areas),
                _l("You have said which areas it shows."),
                _l("Choose at least one area that it shows."),
            ),
            _said(
                "authentic",
                authentic,
                _l("You have said that it is your own work."),
                _l("Say that it is your own work, and what help you had."),
            ),
            _said(
                "anonymised",
                anonymised,
                _l("You have said that nobody else can be recognised."),
                _l("Say that nobody else can be recognised in it."),
            ),
        ),
    )


def _said(code: str, met: bool, done: Lazy, to_do: Lazy) -> Reason:
    return Reason(code, done if met else to_do, _l("you"), met=met)
