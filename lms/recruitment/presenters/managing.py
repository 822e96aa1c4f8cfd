"""HR's pages about posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.text import Text
from lms.core.verdict import Verdict
from lms.recruitment import queries
from lms.recruitment.models import (
    ApplicationState,
    PostState,
)
from lms.recruitment.presenters.lists import TheirsLine, their_line
from lms.recruitment.presenters.parts import (
    Tag,
)
from lms.recruitment.presenters.posts import PostLine, post_line
from lms.recruitment.queries import PostAt
from lms.recruitment.rules.states import POST_NAMES, ROUTE_NAMES
from lms.recruitment.services.posts import readiness

__all__ = ["PostDesk", "PostsDesk", "post_desk", "posts_desk"]

S = ApplicationState


@dataclass(frozen=True)
class DeskLine:
    """One post among those one looks after."""

    post: PostLine
    state: Tag
    writing: int
    sent: int
    accepted: int


@dataclass(frozen=True)
class PostsDesk:
    """The posts one looks after."""

    lines: Sequence[DeskLine]
    slice: Slice[Any]


def _post_tag(state: PostState, closes_on: date) -> Tag:
    over = state is PostState.OPEN and closes_on < clock.today()
    shown = PostState.CLOSED if over else state
    return Tag(POST_NAMES[shown], shown.value, {"open": "green", "draft": "yellow"}.get(shown.value, "grey"))


def posts_desk(session: Session, actor: Actor, cursor: str) -> PostsDesk:
    """One page of posts with their numbers, in two statements."""
    found = queries.managed_posts(session, actor, cursor)
    totals = queries.post_totals(session, [post.id for post, _node in found.items])
    lines = []
    for post, node in found.items:
        counts = totals.get(post.id, {})
        sent = sum(count for state, count in counts.items() if state not in {S.DRAFT, S.WITHDRAWN})
        tag = _post_tag(post.state, post.closes_on)
        lines.append(DeskLine(post_line(post, node), tag, counts.get(S.DRAFT, 0), sent, counts.get(S.ACCEPTED, 0)))
    return PostsDesk(lines, found)


@dataclass(frozen=True)
class PostDesk:
    """One post for those who look after it."""

    line: PostLine
    version: int
    tag: Tag
    draft: bool
    open: bool
    route: Text
    contact: str
    approval: str
    verdict: Verdict
    panel: Sequence[tuple[UUID, str, bool]]
    writing: int
    applications: Sequence[TheirsLine]
    slice: Slice[Any]


def post_desk(session: Session, actor: Actor, place: PostAt, cursor: str) -> PostDesk:
    """A post, whether it may open, its panel and its applications."""
    post = place.post
    found = queries.managed_page(session, actor, post_id=post.id, cursor=cursor)
    return PostDesk(
        line=post_line(post, place.node),
        version=post.version,
        tag=_post_tag(post.state, post.closes_on),
        draft=post.state is PostState.DRAFT,
        open=post.state is PostState.OPEN,
        route=ROUTE_NAMES[post.route],
        contact=post.contact,
        approval=post.approval_reference,
        verdict=readiness(session, post),
        panel=[(one.id, name, one.lived_experience) for one, name in queries.panel_of(session, post.id)],
        writing=queries.post_totals(session, [post.id]).get(post.id, {}).get(S.DRAFT, 0),
        applications=[their_line(*row) for row in found.items],
        slice=found,
    )
