"""What recruitment holds about one person, for that person to read."""

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.plugins import DataSection
from lms.recruitment.models import Application, ApplicationAnswer, Post

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Applications with the person's own words; in one statement. Nothing that scorers wrote for each other."""
    query = (
        sa.select(Post.title, Application, ApplicationAnswer)
        .join(Post, Post.id == Application.post_id)
        .outerjoin(ApplicationAnswer, ApplicationAnswer.application_id == Application.id)
        .where(Application.person_id == person_id)
        .order_by(Application.created_at, Application.id, ApplicationAnswer.created_at)
    )
    rows = session.execute(query).all()
    for (title, application), answers in groupby(rows, key=lambda row: (row[0], row[1])):
        sent = day(application.submitted_at) if application.submitted_at else _l("Not yet")
        wrote = [(_l("You wrote"), row[2].text) for row in answers if row[2] and row[2].text]
        asked = [(_l("Adjustments you asked for"), application.adjustments)] if application.adjustments else []
        heading = _l("Your application: %(title)s", title=title)
        yield DataSection("application", heading, [(_l("Sent"), sent), *asked, *wrote])
