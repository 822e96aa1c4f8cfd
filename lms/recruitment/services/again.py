"""Scoring anew by other people, after an answer was closed; and who has read what it said."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.recruitment import queries
from lms.recruitment.queries import Case
from lms.recruitment.rules.privacy import may_be_scored_again
from lms.recruitment.services.scoring import make_unavailable

__all__ = ["note_reading", "score_again"]


def note_reading(session: Session, *, case: Case, by: Actor) -> None:
    """Write down that a scorer has opened private answers."""
    record(session, by=by, action="application.private-answers-read", subject=case.application, about=case.person.id)


def score_again(session: Session, *, case: Case, by: Actor) -> None:
    """Have an application scored by people who have not read the answer that was closed.

    Whoever has read it or has sent points steps aside: their points stay on record and count no longer.
    Raises Refused when no answer is closed, when somebody has decided already, and for a second time.
    """
    application = case.application
    closed = any(answer.closed_at for answer in queries.answers_of(session, application.id).values())
    if not may_be_scored_again(application.state, closed=closed, asked_at=application.scored_again_at):
        raise Refused(_l("This cannot be scored again now. Ring or write to us instead: the number is on its page."))
    aside = _have_read(session, application.id) | {
        row.scorer_id for row, _name in queries.scores_of(session, application)
    }
    for seat in queries.seats_of(session, application):
        if seat.available and seat.member.person_id in aside:
            make_unavailable(session, application=application, member=seat.member)
    application.scored_again_at = clock.now()
    record(session, by=by, action="application.scored-again", subject=application, about=by.person_id)
    session.flush()


def _have_read(session: Session, application_id: UUID) -> set[UUID | None]:
    read = sa.select(AuditEvent.actor_id).where(
        AuditEvent.subject_id == application_id, AuditEvent.action == "application.private-answers-read"
    )
    return set(session.scalars(read))
