"""What recruitment holds about one person, for that person to read."""

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason
from lms.plugins import DataSection
from lms.recruitment.models import Application, ApplicationAnswer, ApplicationState, Post
from lms.recruitment.rules.states import may_move

__all__ = ["sections", "standing_in_the_way"]


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


def standing_in_the_way(session: Session, person_id: UUID) -> Iterator[Reason]:
    """An application that somebody is deciding about; its owner can take it back. In one statement."""
    query = sa.select(Application.id, Application.state, Post.title).join(Post, Post.id == Application.post_id)
    for application_id, state, title in session.execute(query.where(Application.person_id == person_id)):
        if state is not ApplicationState.DRAFT and may_move(state, ApplicationState.WITHDRAWN):
            text = _l("The application for %(title)s is not decided yet.", title=title)
            link = Link("recruitment.withdraw", {"application_id": application_id})
            yield Reason("application", text, _l("The applicant, by taking it back"), link)
