"""What employment counts for evaluation."""

from collections.abc import Iterator, Sequence
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.text import lazy_gettext as _l
from lms.employment.models import Start, StartState
from lms.people.models import Node
from lms.people.nodes import below
from lms.plugins import Aspect, Indicator
from lms.recruitment.models import Application

__all__ = ["indicators"]


def indicators(session: Session, paths: Sequence[str]) -> Iterator[Indicator]:
    """People started in post at these nodes, and how long it took them from applying; in one statement."""
    query = (
        sa.select(Start.person_id, Start.start_date, Application.submitted_at)
        .join(Node, Node.id == Start.node_id)
        .outerjoin(Application, Application.id == Start.application_id)
        .where(below(paths), Start.state == StartState.STARTED)
    )
    rows = session.execute(query).all()
    days = [(on - clock.local(sent).date()).days for _person, on, sent in rows if on and sent]
    people = len({person for person, _on, _sent in rows})
    yield Indicator("started", _l("People started in post"), Aspect.OUTCOME, people, people)
    middle = median(days) if days else None
    yield Indicator(
        "days-to-start", _l("Days from application to start, median"), Aspect.PROCESS, middle, len(days), _l("days")
    )
