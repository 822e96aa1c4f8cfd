"""Supervision: that it happened, on which day, of which kind."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment.models import Start, StartState, Supervision, SupervisionKind

__all__ = ["record_supervision"]


def record_supervision(session: Session, *, start: Start, on: date, kind: SupervisionKind, by: Actor) -> Supervision:
    """Record one session of supervision by the named peer supervisor.

    Raises Refused for anybody else, a future day, the same session twice, and a start not going ahead.
    """
    if start.supervisor_id != by.person_id or start.state is StartState.WITHDRAWN:
        raise Refused(_l("Only their peer supervisor can record this."))
    if on > clock.today():
        raise Refused(_l("This day is still to come. Record supervision once it has happened."), field="on")
    same = sa.select(Supervision).filter_by(supervisee_id=start.person_id, supervisor_id=by.id, on=on, kind=kind)
    if session.scalar(same) is not None:
        raise Refused(_l("This is recorded already, for the same day and kind."), field="on")
    row = Supervision(start_id=start.id, supervisee_id=start.person_id, supervisor_id=by.id, on=on, kind=kind)
    session.add(row)
    session.flush()
    record(session, by=by, action="supervision.recorded", subject=row, about=start.person_id, kind=kind.value)
    return row
