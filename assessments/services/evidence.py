"""What a trainee does with evidence: start it, send it, try again."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import (
    Area,
    AreaOutcome,
    Assessment,
    Evidence,
    EvidenceState,
    PlanPiece,
    Portfolio,
)
from assessments.queries.content import send_verdict
from assessments.services.drafts import offer_for
from assessments.services.waiting import queue_up
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict

__all__ = ["start", "submit", "try_again"]


def start(session: Session, *, portfolio: Portfolio, piece: PlanPiece | None, by: Actor) -> Evidence:
    """A new draft: the plan's piece with the areas it covers, or something else when there is no piece.

    Raises Refused when the piece has been begun already, or does not belong to the portfolio's framework.
    """
    if piece is not None:
        if piece.version_id != portfolio.framework_version_id:
            raise Refused(_l("This piece is not part of your plan. Go back and choose one from the list."))
        if session.scalar(sa.select(Evidence.id).filter_by(portfolio_id=portfolio.id, plan_piece_id=piece.id).limit(1)):
            raise Refused(_l("You have begun this piece already. Open it from your list of evidence."))
    evidence = Evidence(
        portfolio_id=portfolio.id, plan_piece_id=piece.id if piece else None, title=piece.title if piece else ""
    )
    session.add(evidence)
    session.flush()
    if piece is not None:
        covered = sa.select(Area.id).where(Area.version_id == piece.version_id, Area.code.in_(piece.areas))
        offer_for(session, evidence, session.scalars(covered).all())
    record(
        session,
        by=by,
        action="evidence.started",
        subject=evidence,
        about=by.person_id,
        piece=piece.code if piece else "",
    )
    return evidence


def submit(session: Session, *, evidence: Evidence, by: Actor) -> Verdict:
    """Send a draft to be marked, when its verdict is ok; the verdict is given back either way.

    Raises Refused when it has been sent already.
    """
    if evidence.state is not EvidenceState.DRAFT:
        raise Refused(_l("This piece has been sent already. There is nothing more to do for now."))
    verdict = send_verdict(session, evidence)
    if verdict.ok:
        evidence.state = EvidenceState.SUBMITTED
        evidence.submitted_at = evidence.waiting_since = clock.now()
        record(
            session,
            by=by,
            action="evidence.submitted",
            subject=evidence,
            about=by.person_id,
            attempt=evidence.attempt,
            verdict=verdict.snapshot(),
        )
        queue_up(session, evidence.portfolio_id)
    return verdict


def try_again(session: Session, *, evidence: Evidence, by: Actor) -> Evidence:
    """A new attempt that begins with the words and file of the earlier one, for the areas not met yet.

    The earlier attempt stays as it was. Raises Refused unless it was returned and has no newer attempt.
    """
    newer = session.scalar(sa.select(Evidence.id).filter_by(follows_id=evidence.id))
    if evidence.state is not EvidenceState.RETURNED or newer is not None:
        raise Refused(_l("There is nothing to add here just now. Look at your list of evidence for what comes next."))
    again = Evidence(
        portfolio_id=evidence.portfolio_id,
        plan_piece_id=evidence.plan_piece_id,
        follows_id=evidence.id,
        attempt=evidence.attempt + 1,
        title=evidence.title,
        text=evidence.text,
        file_id=evidence.file_id,
        way=evidence.way,
        happened_on=evidence.happened_on,
        observer=evidence.observer,
        linked=evidence.linked,
    )
    session.add(again)
    session.flush()
    offer_for(session, again, _not_met(session, evidence))
    record(
        session,
        by=by,
        action="evidence.tried-again",
        subject=again,
        about=by.person_id,
        attempt=again.attempt,
        follows=str(evidence.id),
    )
    session.flush()
    return again


def _not_met(session: Session, evidence: Evidence) -> Collection[UUID]:
    newest = (
        sa.select(Assessment.id)
        .where(Assessment.evidence_id == evidence.id, Assessment.decided_at.is_not(None))
        .order_by(Assessment.decided_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return session.scalars(
        sa.select(AreaOutcome.area_id).where(AreaOutcome.assessment_id == newest, AreaOutcome.passed.is_(False))
    ).all()
