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
    posts = sa.select(Post.id).join(Node, Node.id == Post.node_id).where(below(paths), Post.state != PostState.DRAFT)
    sent = sa.and_(Application.post_id.in_(posts), Application.submitted_at.is_not(None))
    offers = sa.select(sa.func.count(sa.distinct(Application.person_id))).join(
        Offer, Offer.application_id == Application.id
    )
    counts = (
        sa.select(sa.func.count()).select_from(posts.subquery()),
        sa.select(sa.func.count(Application.id)).where(sent),
        sa.select(sa.func.count(sa.distinct(Application.person_id))).where(sent),
        offers.where(sent),
    )
    opened, received, applicants, offered = session.execute(
        sa.select(*(count.scalar_subquery() for count in counts))
    ).one()
    yield Indicator("posts-opened", _l("Posts opened"), Aspect.STRUCTURE, opened)
    yield Indicator("applications-received", _l("Applications received"), Aspect.PROCESS, received, applicants)
    yield Indicator("people-offered", _l("People offered a post"), Aspect.PROCESS, offered, offered)
