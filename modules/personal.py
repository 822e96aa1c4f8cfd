"""What learning holds about one person, for that person to read."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.plugins import DataSection
from modules.models import Activity, Enrolment, ProgrammeVersion, Reflection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Programmes, and what the person wrote for themselves; in two statements."""
    learnt = sa.select(ProgrammeVersion.title, Enrolment.created_at, Enrolment.last_active_at).join(
        Enrolment, Enrolment.version_id == ProgrammeVersion.id
    )
    rows = session.execute(learnt.where(Enrolment.person_id == person_id).order_by(Enrolment.created_at)).all()
    if rows:
        held = [(title, _l("%(first)s to %(last)s", first=day(first), last=day(last))) for title, first, last in rows]
        yield DataSection("programmes", _l("Your programmes"), held)
    wrote = sa.select(Activity.title, Reflection.text).join(Reflection, Reflection.activity_id == Activity.id)
    mine = wrote.join(Enrolment, Enrolment.id == Reflection.enrolment_id).where(Enrolment.person_id == person_id)
    texts = [(title, text) for title, text in session.execute(mine.order_by(Reflection.created_at))]
    if texts:
        yield DataSection(
            "reflections",
            _l("What you wrote for yourself: nobody else reads it, unless you link a copy as evidence"),
            texts,
        )
