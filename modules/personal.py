"""What learning holds about one person, for that person to read."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.files import File
from lms.core.text import Text, day
from lms.core.text import lazy_gettext as _l
from lms.core.ui.filters import size
from lms.plugins import DataSection
from modules.models import Activity, Enrolment, ProgrammeVersion, Reflection, SpokenReflection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Programmes, and what the person wrote and said for themselves; in three statements."""
    learnt = sa.select(ProgrammeVersion.title, Enrolment.created_at, Enrolment.last_active_at).join(
        Enrolment, Enrolment.version_id == ProgrammeVersion.id
    )
    rows = session.execute(learnt.where(Enrolment.person_id == person_id).order_by(Enrolment.created_at)).all()
    if rows:
        held = [(title, _l("%(first)s to %(last)s", first=day(first), last=day(last))) for title, first, last in rows]
        yield DataSection("programmes", _l("Your programmes"), held)
    texts, recordings = _written(session, person_id), _spoken(session, person_id)
    if texts:
        yield DataSection(
            "reflections",
            _l("What you wrote for yourself: nobody else reads it, unless you link a copy as evidence"),
            texts,
        )
    if recordings:
        yield DataSection("spoken", _l("What you said for yourself: nobody else hears it"), recordings)


def _written(session: Session, person_id: UUID) -> list[tuple[Text, Text]]:
    """What was written in reflections, oldest first."""
    query = sa.select(Activity.title, Reflection).join(Reflection, Reflection.activity_id == Activity.id)
    mine = query.join(Enrolment, Enrolment.id == Reflection.enrolment_id).where(Enrolment.person_id == person_id)
    return [(title, row.text) for title, row in session.execute(mine.order_by(Reflection.created_at)).all()]


def _spoken(session: Session, person_id: UUID) -> list[tuple[Text, Text]]:
    """What was said in reflections, oldest first."""
    query = (
        sa.select(Activity.title, File.shown_name, File.size)
        .join(SpokenReflection, SpokenReflection.activity_id == Activity.id)
        .join(File, File.id == SpokenReflection.file_id)
        .join(Enrolment, Enrolment.id == SpokenReflection.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(SpokenReflection.created_at)
    )
    return [
        (title, _l("A recording: %(name)s (%(size)s)", name=name, size=size(octets)))
        for title, name, octets in session.execute(query)
    ]
