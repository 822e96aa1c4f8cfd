"""What recruitment counts for evaluation."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.text import lazy_gettext as _l
from lms.people.models import Node
from lms.people.nodes import below
from lms.plugins import Aspect, Indicator
from lms.recruitment.models import Application, Offer, Post, PostState

__all__ = ["indicators"]


def indicators(session: Session, paths: Sequence[str]) -> Iterator[Indicator]:
    """Posts, applications received and people offered, at these nodes; in one statement."""
    sent = Application.submitted_at.is_not(None)
    query = (
        sa.select(
            sa.func.count(sa.distinct(sa.case((Post.state != PostState.DRAFT, Post.id)))),
            sa.func.count(sa.distinct(sa.case((sent, Application.id)))),
            sa.func.count(sa.distinct(sa.case((sent, Application.person_id)))),
            sa.func.count(sa.distinct(sa.case((Offer.id.is_not(None), Application.person_id)))),
        )
        .join(Node, Node.id == Post.node_id)
        .outerjoin(Application, Application.post_id == Post.id)
        .outerjoin(Offer, Offer.application_id == Application.id)
        .where(below(paths))
    )
    posts, received, applicants, offered = session.execute(query.select_from(Post)).one()
    yield Indicator("posts-opened", _l("Posts opened"), Aspect.STRUCTURE, posts)
    yield Indicator("applications-received", _l("Applications received"), Aspect.PROCESS, received, applicants)
    yield Indicator("people-offered", _l("People offered a post"), Aspect.PROCESS, offered, offered)
