"""Scorers' points: saved, then sent; and "Not this person"."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.recruitment import queries
from lms.recruitment.models import Application, ApplicationState, PanelAbsence, PanelMember, Score
from lms.recruitment.queries import ScoringCase
from lms.recruitment.rules.scoring import missing_points

__all__ = ["make_unavailable", "save_score", "submit_score"]


def save_score(
    session: Session,
    *,
    case: ScoringCase,
    points: Mapping[str, int],
    comment: str,
    by: Actor,
    seen: int | None = None,
) -> Score:
    """Keep one's own points so far. Raises Refused once they are sent or HR has moved on."""
    score = _own(session, case, by, seen)
    score.points, score.comment = dict(points), comment
    session.flush()
    record(session, by=by, action="score.saved", subject=score, about=case.person.id)
    return score


def submit_score(
    session: Session,
    *,
    case: ScoringCase,
    points: Mapping[str, int],
    comment: str,
    by: Actor,
    seen: int | None = None,
) -> Score:
    """Send one's own points; they are fixed from then on.

    Raises Refused, naming the field of the first criterion without points, or once they are sent or HR has moved on.
    """
    missing = missing_points(case.post.spec["criteria"], points)
    if missing:
        raise Refused(_l("Give points for every line before you send them."), field=f"points_{missing[0]}")
    score = _own(session, case, by, seen)
    score.points, score.comment = dict(points), comment
    score.lived_experience, score.submitted_at = case.member.lived_experience, clock.now()
    session.flush()
    record(session, by=by, action="score.submitted", subject=score, about=case.person.id)
    return score


def _own(session: Session, case: ScoringCase, by: Actor, seen: int | None) -> Score:
    if case.application.state is not ApplicationState.SUBMITTED:
        raise Refused(_l("This application has moved on, so it takes no more points."))
    score = queries.own_score(session, by, case.application.id)
    if score is None:
        score = Score(application_id=case.application.id, scorer_id=by.id, points={})
        session.add(score)
    elif score.submitted_at is not None:
        raise Refused(_l("You have sent your points, so they are fixed. Everybody scores on their own."))
    else:
        expect_version(score, seen)
    return score


def make_unavailable(session: Session, *, application: Application, member: PanelMember) -> None:
    """Not this person: the member neither reads nor scores this application. No reason, and nobody's name.

    Either side may ask for it, so the audit names neither: it is recorded as done by the system.
    """
    found = session.scalar(sa.select(PanelAbsence).filter_by(application_id=application.id, member_id=member.id))
    if found is None:
        absence = PanelAbsence(application_id=application.id, member_id=member.id)
        session.add(absence)
        session.flush()
        record(session, by=SYSTEM, action="panel.not-available", subject=absence)
