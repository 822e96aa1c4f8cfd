"""What learning counts for evaluation."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.text import lazy_gettext as _l
from lms.people.models import Node
from lms.people.nodes import below
from lms.plugins import Aspect, Indicator
from modules.models import Enrolment, EnrolmentState

__all__ = ["indicators"]


def indicators(session: Session, paths: Sequence[str]) -> Iterator[Indicator]:
    """People enrolled at these nodes, and those who came to the end; in one statement."""
    completed = sa.case((Enrolment.state == EnrolmentState.COMPLETED, Enrolment.person_id))
    query = sa.select(sa.func.count(sa.distinct(Enrolment.person_id)), sa.func.count(sa.distinct(completed)))
    enrolled, done = session.execute(query.join(Node, Node.id == Enrolment.node_id).where(below(paths))).one()
    yield Indicator("enrolled", _l("People enrolled"), Aspect.PROCESS, enrolled, enrolled)
    yield Indicator("completed", _l("People who completed a programme"), Aspect.OUTCOME, done, done)
