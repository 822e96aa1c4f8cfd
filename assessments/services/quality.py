"""The second look: an internal quality assurer agrees a decision, or asks the assessor to look again."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments import signals
from assessments.models import Assessment, Evidence, EvidenceState, Look, Verification
from assessments.queries.cases import Case
from assessments.services.waiting import queue_up
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused, Stale
from lms.core.text import lazy_gettext as _l
from lms.people import mail

__all__ = ["agree", "ask_again"]


def agree(
    session: Session, *, case: Case, assessment: Assessment, comment: str, by: Actor, seen: int | None = None
) -> Verification:
    """Agree a decision: the areas it met become verified.

    Raises Refused for one's own decision or work, Stale when somebody looked at it meanwhile.
    """
    return _look(session, case, assessment, Look.AGREED, comment, by, seen)


def ask_again(
    session: Session, *, case: Case, assessment: Assessment, comment: str, by: Actor, seen: int | None = None
) -> Verification:
    """Ask the assessor to look again, with the reason: the decision is set aside and the piece waits to be marked.

    Raises Refused without a comment, for one's own decision or work, and when the trainee has begun a newer
    attempt; Stale when somebody looked at it meanwhile.
    """
    if not comment.strip():
        raise Refused(_l("Say what the assessor should look at again."), field="comment")
    if session.scalar(sa.select(Evidence.id).filter_by(follows_id=case.evidence.id)):
        raise Refused(_l("A newer attempt has been begun. Look at the decision about that one instead."))
    looked = _look(session, case, assessment, Look.ASKED_AGAIN, comment, by, seen)
    case.evidence.state, case.evidence.waiting_since = EvidenceState.SUBMITTED, clock.now()
    queue_up(session, case.evidence.portfolio_id)
    mail.write(
        session,
        to=assessment.assessor_id,
        subject=_l("There is something for you to read"),
        body=_l("Sign in to read it."),
        key=f"assessments.asked-again:{assessment.id}",
    )
    session.flush()
    return looked


def _look(
    session: Session, case: Case, assessment: Assessment, outcome: Look, comment: str, by: Actor, seen: int | None
) -> Verification:
    if by.person_id in (assessment.assessor_id, case.person_id):
        raise Refused(_l("Somebody else looks at your own decisions and your own work."))
    if assessment.look is not Look.TO_LOOK_AT:
        raise Stale(settled=True)
    expect_version(assessment, seen)
    assessment.look = outcome
    looked = Verification(assessment_id=assessment.id, by_id=by.id, outcome=outcome, comment=comment, at=clock.now())
    session.add(looked)
    session.flush()
    agreed = outcome is Look.AGREED
    record(
        session,
        by=by,
        action="decision.agreed" if agreed else "decision.asked-again",
        subject=assessment,
        about=case.person_id,
    )
    announce(
        signals.decision_verified,
        session,
        enrolment_id=case.portfolio.enrolment_id,
        person_id=case.person_id,
        assessment_id=assessment.id,
        agreed=agreed,
    )
    return looked
