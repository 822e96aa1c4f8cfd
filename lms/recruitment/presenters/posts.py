"""Posts as everybody sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.people.models import Node
from lms.recruitment import queries
from lms.recruitment.models import Post, PostState
from lms.recruitment.permissions import Can
from lms.recruitment.queries import PostAt
from lms.recruitment.rules.states import takes_applications

__all__ = ["Apply", "PostLine", "PostPage", "PostsPage", "post_page", "posts_page"]


class Apply(StrEnum):
    """What the advert offers this reader."""

    SIGN_UP = "sign-up"
    START = "start"
    GO_ON = "go-on"
    CLOSED = "closed"
    DRAFT = "draft"
    NOBODY = "nobody"


@dataclass(frozen=True)
class PostLine:
    """One post in the list."""

    id: UUID
    title: str
    team: str
    band: str
    hours: str
    closes_on: date
    days_left: int


def post_line(post: Post, node: Node) -> PostLine:
    """A post as one line."""
    left = (post.closes_on - clock.today()).days
    return PostLine(post.id, post.title, node.name, post.band, f"{post.hours_per_week:g}", post.closes_on, left)


@dataclass(frozen=True)
class PostsPage:
    """The posts that take applications today."""

    lines: Sequence[PostLine]
    slice: Slice[Any]
    manages: bool


def posts_page(session: Session, actor: Actor, cursor: str) -> PostsPage:
    """One page of open posts."""
    found = queries.public_posts(session, cursor)
    return PostsPage([post_line(post, node) for post, node in found.items], found, actor.can(Can.MANAGE))


@dataclass(frozen=True)
class PostPage:
    """One advert with its person specification."""

    line: PostLine
    about: str
    contact: str
    essential: Sequence[str]
    desirable: Sequence[str]
    questions: Sequence[Mapping[str, Any]]
    apply: Apply
    application_id: UUID | None
    manages: bool


def post_page(session: Session, actor: Actor, place: PostAt) -> PostPage:
    """The advert, and what this reader can do about it."""
    post = place.post
    case = queries.case_for_post(session, actor.person_id, post.id) if actor.person_id else None
    criteria = post.spec["criteria"]
    return PostPage(
        post_line(post, place.node),
        post.about,
        post.contact,
        [one["text"] for one in criteria if one["essential"]],
        [one["text"] for one in criteria if not one["essential"]],
        post.spec["steps"],
        Apply.GO_ON if case else _offer(actor, post),
        case.application.id if case else None,
        actor.can_at(Can.MANAGE, place.node.path),
    )


def _offer(actor: Actor, post: Post) -> Apply:
    if post.state is PostState.DRAFT:
        return Apply.DRAFT
    if not takes_applications(post.state, post.closes_on, clock.today()):
        return Apply.CLOSED
    if actor.person_id is None:
        return Apply.SIGN_UP
    return Apply.START if actor.can(Can.APPLY) else Apply.NOBODY
