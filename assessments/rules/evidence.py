"""What a piece needs before it can be sent, and which files may be part of one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from assessments.models import Evidence, EvidenceState, Way
from lms.core.files import ODT, PICTURES, SOUNDS, WORD, Allowed
from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason, Verdict, verdict
from lms.plugins import EvidencePart, EvidenceSoFar, EvidenceType

DOCUMENTS = frozenset({"application/pdf", WORD, ODT, "text/plain"})

STATE_NAMES: dict[EvidenceState, Lazy] = {
    EvidenceState.DRAFT: _l("Draft"),
    EvidenceState.SUBMITTED: _l("Waiting to be marked"),
    EvidenceState.IN_MARKING: _l("Being marked"),
    EvidenceState.RETURNED: _l("More to add"),
    EvidenceState.ASSESSED: _l("Assessed"),
}
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


def so_far(evidence: Evidence, media_type: str) -> EvidenceSoFar:
    """What a piece holds, for its kind to judge; `media_type` is that of its file."""
    linked = str((evidence.linked or {}).get("text", ""))
    return EvidenceSoFar(evidence.text, media_type, evidence.happened_on, evidence.observer or "", linked)


def submit_verdict(*, content: Sequence[Reason], areas: Collection[UUID], authentic: bool, anonymised: bool) -> Verdict:
    """Whether a draft can be sent to be marked. Each line's code is the name of the form's field.

    `content` says what its kind asks for: `content_lines`.
    """
    return verdict(
        "evidence.submit",
        (
            *content,
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


# Each part a kind may need: the form's field, the sentence when it is there, and the one that says what to do.
PARTS: Mapping[EvidencePart, tuple[str, Lazy, Lazy]] = {
    EvidencePart.WORDS: (
        "text",
        _l("You have written or linked something."),
        _l("Write what happened, or link something you have already done."),
    ),
    EvidencePart.FILE: ("upload", _l("You have added a file or a recording."), _l("Add a file or a recording.")),
    EvidencePart.DAY: ("happened_on", _l("You have said which day it was."), _l("Say which day it was.")),
    EvidencePart.OBSERVER: ("observer", _l("You have said who saw it."), _l("Say who saw it.")),
}


def content_lines(
    kind: EvidenceType, held: EvidenceSoFar, missing: Callable[[EvidenceType, EvidenceSoFar], str]
) -> list[Reason]:
    """What a kind needs, line by line; its own rule is asked once all of that is there."""
    lines = [_said(code, held.has(part), done, to_do) for part in kind.needs for code, done, to_do in (PARTS[part],)]
    says = missing(kind, held) if all(line.met for line in lines) else ""
    if says or not lines:
        lines.append(_said("text", not says, _l("You have written, spoken or added something."), says))
    return lines


def _said(code: str, met: bool, done: Text, to_do: Text) -> Reason:
    return Reason(code, done if met else to_do, _l("you"), met=met)
