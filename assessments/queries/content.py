"""What a piece holds, whether that is enough, and what its owner could link."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.kinds import kind_of, missing
from assessments.models import Evidence, EvidenceArea
from assessments.rules.evidence import content_lines, so_far, submit_verdict
from lms.core.files import File
from lms.core.verdict import Verdict
from lms.core.web.runtime import runtime
from lms.plugins import LinkableItem

__all__ = ["linkable", "send_verdict"]


def send_verdict(session: Session, evidence: Evidence) -> Verdict:
    """Whether a draft can be sent to be marked, and what is still to do."""
    file = session.get(File, evidence.file_id) if evidence.file_id else None
    held = so_far(evidence, file.media_type if file else "")
    return submit_verdict(
        content=content_lines(kind_of(evidence.way), held, missing),
        areas=session.scalars(sa.select(EvidenceArea.area_id).filter_by(evidence_id=evidence.id)).all(),
        authentic=evidence.authentic,
        anonymised=evidence.anonymised,
    )


def linkable(session: Session, person_id: UUID) -> Sequence[LinkableItem]:
    """What this person did that they may link, newest first. Of two with the same key, ours is kept."""
    parts = runtime().hooks.linkable_items(session=session, person_id=person_id)
    items = {item.key: item for part in parts for item in part}
    return sorted(items.values(), key=lambda item: item.on, reverse=True)
