"""Posts, for everybody and for those who look after them; and who is on a panel."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice, keyset
from lms.people.models import Node, Person
from lms.people.nodes import below
from lms.people.queries import people_with_role
from lms.people.roles import Role
from lms.recruitment.models import Application, ApplicationState, PanelMember, Post, PostState
from lms.recruitment.permissions import Can

__all__ = [
    "PostAt",
    "could_score",
    "managed_post",
    "managed_posts",
    "panel_member",
    "panel_of",
    "post_totals",
    "public_post",
    "public_posts",
    "seats_named",
]


@dataclass(frozen=True)
class PostAt:
    """A post and the team it is at."""

    post: Post
    node: Node


def _posts() -> sa.Select[*tuple[Any, ...]]:
    query: sa.Select[*tuple[Any, ...]] = sa.select(Post, Node).join(Node, Node.id == Post.node_id)
    return query


def public_posts(session: Session, cursor: str = "") -> Slice[tuple[Post, Node]]:
    """One page of posts that take applications today, newest first."""
    query = _posts().where(Post.state == PostState.OPEN, Post.closes_on >= clock.today())
    return keyset(session, query, [Post.created_at, Post.id], cursor, newest_first=True)


def public_post(session: Session, post_id: UUID) -> PostAt | None:
    """A post that is or was open; None for a draft."""
    row = session.execute(_posts().where(Post.id == post_id, Post.state != PostState.DRAFT)).first()
    return PostAt(*row) if row else None


def managed_posts(session: Session, actor: Actor, cursor: str = "") -> Slice[tuple[Post, Node]]:
    """One page of the posts at the nodes this person recruits for, newest first."""
    query = _posts().where(below(actor.paths(Can.MANAGE)))
    return keyset(session, query, [Post.created_at, Post.id], cursor, newest_first=True)


def managed_post(session: Session, actor: Actor, post_id: UUID) -> PostAt | None:
    """A post at a node this person recruits for, or None."""
    row = session.execute(_posts().where(Post.id == post_id, below(actor.paths(Can.MANAGE)))).first()
    return PostAt(*row) if row else None


def post_totals(session: Session, post_ids: Iterable[UUID]) -> dict[UUID, dict[ApplicationState, int]]:
    """How many applications each post has in each state."""
    query = (
        sa.select(Application.post_id, Application.state, sa.func.count())
        .where(Application.post_id.in_(set(post_ids)))
        .group_by(Application.post_id, Application.state)
    )
    totals: dict[UUID, dict[ApplicationState, int]] = {}
    for post_id, state, count in session.execute(query):
        totals.setdefault(post_id, {})[state] = count
    return totals


def panel_of(session: Session, post_id: UUID) -> list[tuple[PanelMember, str]]:
    """The people named to score for a post, by name."""
    query = (
        sa.select(PanelMember, Person.chosen_name)
        .join(Person, Person.id == PanelMember.person_id)
        .where(PanelMember.post_id == post_id, PanelMember.active)
        .order_by(Person.chosen_name, PanelMember.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def seats_named(session: Session, post_id: UUID, person_id: UUID) -> PanelMember | None:
    """The seat this person has or had on the panel of a post."""
    return session.scalar(sa.select(PanelMember).filter_by(post_id=post_id, person_id=person_id))


def panel_member(session: Session, post_id: UUID, member_id: UUID) -> PanelMember | None:
    """An active seat on the panel of this very post, or None."""
    return session.scalar(sa.select(PanelMember).filter_by(id=member_id, post_id=post_id, active=True))


def could_score(session: Session, node: Node) -> list[Person]:
    """People who hold the scorer's role at this node today, by name."""
    return people_with_role(session, Role.SCORER, node.path)
