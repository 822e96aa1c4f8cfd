"""What certificates counts for evaluation."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import Certificate
from lms.core.text import lazy_gettext as _l
from lms.people.models import Node
from lms.people.nodes import below
from lms.plugins import Aspect, Indicator

__all__ = ["indicators"]


def indicators(session: Session, paths: Sequence[str]) -> Iterator[Indicator]:
    """Certificates issued at these nodes, whatever has become of them; in one statement."""
    query = sa.select(sa.func.count(Certificate.id), sa.func.count(sa.distinct(Certificate.person_id)))
    issued, people = session.execute(query.join(Node, Node.id == Certificate.node_id).where(below(paths))).one()
    yield Indicator("certificates-issued", _l("Certificates issued"), Aspect.OUTCOME, issued, people)
