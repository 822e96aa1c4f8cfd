"""What employment does when recruitment announces something."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.access import SYSTEM
from lms.employment.services import open_start
from lms.recruitment.models import Post, Route

__all__ = ["on_offer_accepted"]


def on_offer_accepted(
    sender: object,
    *,
    session: Session,
    application_id: UUID,
    person_id: UUID,
    post_id: UUID,
    node_id: UUID,
    route: Route,
    at: datetime,
    **_more: Any,
) -> None:
    """Open the start of whoever accepted an offer."""
    post = session.get_one(Post, post_id)
    open_start(
        session,
        application_id=application_id,
        person_id=person_id,
        post_id=post_id,
        node_id=node_id,
        role_title=post.title,
        route=route,
        hours=f"{post.hours_per_week:g}",
        band=post.band,
        at=at,
        by=SYSTEM,
    )
