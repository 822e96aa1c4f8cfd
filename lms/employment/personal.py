"""What employment holds about one person, for that person to read."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.text import Text, day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.employment.content import handbook
from lms.employment.models import Check, Leaving, Start, StartState, Supervision
from lms.employment.rules import CHECK_STATES, START_STATES, shown_start
from lms.people.retention import left
from lms.plugins import DataSection

__all__ = ["sections", "standing_in_the_way"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Starts, why they ended if HR wrote that down, checks with their outcome, and supervision; in two statements."""
    query = sa.select(Start, Check, Leaving).outerjoin(Check, Check.start_id == Start.id)
    query = query.outerjoin(Leaving, Leaving.start_id == Start.id).where(Start.person_id == person_id)
    rows = session.execute(query.order_by(Start.created_at, Check.code)).all()
    starts = {start.id: (start.role_title, _stands(start)) for start, _check, _leaving in rows}
    if starts:
        yield DataSection("starts", _l("Your start"), list(starts.values()))
    checks = [(handbook().check(check.code).title, _said(check)) for _start, check, _leaving in rows if check]
    if checks:
        yield DataSection("checks", _l("Your checks"), checks)
    reasons = {leaving.id: (start.role_title, leaving.reason) for start, _check, leaving in rows if leaving}
    if reasons:
        title = _l("Why you left, as HR wrote it down: you read it, and the officer who wrote it")
        yield DataSection("leaving", title, list(reasons.values()), alone=True)
    days = sa.select(Supervision.on).filter_by(supervisee_id=person_id).order_by(Supervision.on)
    met = [(_l("Supervision took place"), day(on)) for on in session.scalars(days)]
    if met:
        yield DataSection("supervision", _l("Your supervision"), met)


def _stands(start: Start) -> Text:
    state = START_STATES[shown_start(start)]
    return _("%(state)s on %(day)s", state=state, day=day(start.left_on)) if start.left_on else state


def _said(check: Check) -> Text:
    outcome = handbook().check(check.code).outcome(check.outcome)
    talked = _("Talked with you on %(day)s", day=day(check.talked_on)) if check.talked_on else ""
    parts = [CHECK_STATES[check.state], talked, outcome.label if outcome else "", check.conditions]
    return ". ".join(str(part) for part in parts if part)


def standing_in_the_way(session: Session, person_id: UUID) -> Iterator[Reason]:
    """Who works here, or is about to, is needed by name: employers have to know whom they checked. In one statement."""
    here = sa.and_(Start.state == StartState.STARTED, Start.left_on.is_(None), left(Start.person_id).is_(None))
    coming = Start.state.not_in([StartState.STARTED, StartState.WITHDRAWN])
    query = sa.select(Start).where(Start.person_id == person_id, sa.or_(here, coming)).order_by(Start.created_at)
    for start in session.scalars(query):
        if start.state is StartState.STARTED:
            yield Reason(
                "in-post",
                _l(
                    "The work as %(title)s goes on: an employer has to know whom they employ and checked.",
                    title=start.role_title,
                ),
                _l("HR, who end the role when the work ends"),
            )
        else:
            text = _l("The start as %(title)s is being prepared.", title=start.role_title)
            yield Reason("start", text, _l("HR, once they hear that it is not going ahead"))
