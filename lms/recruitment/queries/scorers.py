"""Of each application in a list: how many scores count, and whether enough people are there to score it."""

import sqlalchemy as sa

from lms.recruitment.models import Application, PanelAbsence, PanelMember, Score
from lms.recruitment.rules.verdicts import FEWEST

__all__ = ["scores_in", "too_few_can_score"]


def scores_in() -> sa.ScalarSelect[int]:
    """How many scores count for an application: sent, and by somebody still available for it."""
    return (
        sa.select(sa.func.count())
        .select_from(Score)
        .join(PanelMember, (PanelMember.person_id == Score.scorer_id) & (PanelMember.post_id == Application.post_id))
        .where(
            Score.application_id == Application.id,
            Score.submitted_at.is_not(None),
            ~_absent(),
        )
        .correlate(Application)
        .scalar_subquery()
    )


def too_few_can_score() -> sa.ColumnElement[bool]:
    """Whether too few people are there to score an application, or none of them has lived experience.

    The same as `rules.verdicts.too_few`, for lists.
    """
    enough = sa.and_(sa.func.count() >= FEWEST, sa.func.max(sa.case((PanelMember.lived_experience, 1), else_=0)) == 1)
    seats = (
        sa.select(sa.case((enough, 0), else_=1))
        .select_from(PanelMember)
        .where(
            PanelMember.post_id == Application.post_id,
            PanelMember.active,
            PanelMember.person_id != Application.person_id,
            ~_absent(),
        )
        .correlate(Application)
        .scalar_subquery()
    )
    return seats == 1


def _absent() -> sa.ColumnElement[bool]:
    absent = sa.exists().where(PanelAbsence.application_id == Application.id, PanelAbsence.member_id == PanelMember.id)
    return absent.correlate(Application, PanelMember)
