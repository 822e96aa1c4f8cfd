"""Making, opening and closing posts, and naming who scores."""

import copy
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict
from lms.recruitment import queries
from lms.recruitment.models import PanelMember, Post, PostState, Route
from lms.recruitment.queries import PostAt
from lms.recruitment.rules.verdicts import Sitting, open_verdict
from lms.recruitment.template import post_template

__all__ = [
    "PostFacts",
    "close_post",
    "create_post",
    "edit_post",
    "name_member",
    "open_post",
    "readiness",
    "remove_member",
]


@dataclass(frozen=True)
class PostFacts:
    """What HR writes about a post."""

    title: str
    about: str
    band: str
    hours_per_week: float
    route: Route
    closes_on: date
    contact: str
    programme_slug: str = "foundations"
    approval_reference: str = ""


def create_post(session: Session, *, node_id: UUID, facts: PostFacts, by: Actor) -> Post:
    """Make a draft at a team; person specification, questions, scale and letters are copied from the template."""
    post = Post(node_id=node_id, spec=copy.deepcopy(post_template().spec), **vars(facts))
    session.add(post)
    session.flush()
    record(session, by=by, action="post.created", subject=post, node=str(node_id))
    return post


def edit_post(session: Session, *, post: Post, facts: PostFacts, by: Actor, seen: int | None = None) -> None:
    """Change a draft. Raises Refused once the post has opened, Stale when somebody else changed it."""
    expect_version(post, seen)
    _only_draft(post)
    for name, value in vars(facts).items():
        setattr(post, name, value)
    record(session, by=by, action="post.edited", subject=post)
    session.flush()


def readiness(session: Session, post: Post) -> Verdict:
    """Whether a post may open, and what is still to do."""
    panel = [Sitting(member.lived_experience) for member, _name in queries.panel_of(session, post.id)]
    return open_verdict(
        panel,
        post_id=post.id,
        closes_on=post.closes_on,
        approval_reference=post.approval_reference,
        today=clock.today(),
    )


def open_post(session: Session, *, post: Post, by: Actor, seen: int | None = None) -> Verdict:
    """Open a draft for applications when its verdict is ok; the verdict is given back either way."""
    expect_version(post, seen)
    _only_draft(post)
    verdict = readiness(session, post)
    if verdict.ok:
        post.state = PostState.OPEN
        record(session, by=by, action="post.opened", subject=post, verdict=verdict.snapshot())
        session.flush()
    return verdict


def close_post(session: Session, *, post: Post, by: Actor, seen: int | None = None) -> None:
    """Take no more applications. Raises Refused unless the post is open."""
    expect_version(post, seen)
    if post.state is not PostState.OPEN:
        raise Refused(_l("Only an open post can be closed. Reload the page to see where it stands."))
    post.state = PostState.CLOSED
    record(session, by=by, action="post.closed", subject=post)
    session.flush()


def name_member(session: Session, *, place: PostAt, person_id: UUID, lived_experience: bool, by: Actor) -> PanelMember:
    """Name somebody who holds the scorer's role here to score for a post; named again, what was said is changed.

    Raises Refused for anybody else.
    """
    if person_id not in {person.id for person in queries.could_score(session, place.node)}:
        raise Refused(
            _l("Choose somebody in the list. An administrator can give more people the role of scorer."), "person"
        )
    member = queries.seats_named(session, place.post.id, person_id)
    if member is None:
        member = PanelMember(post_id=place.post.id, person_id=person_id)
        session.add(member)
    member.lived_experience, member.active = lived_experience, True
    session.flush()
    record(session, by=by, action="panel.member-named", subject=member, about=person_id, post=str(place.post.id))
    return member


def remove_member(session: Session, *, member: PanelMember, by: Actor) -> None:
    """End somebody's seat: they no longer read answers. Scores that they sent still count."""
    member.active = False
    record(session, by=by, action="panel.member-removed", subject=member, about=member.person_id)
    session.flush()


def _only_draft(post: Post) -> None:
    if post.state is not PostState.DRAFT:
        raise Refused(_l("This post has opened, so people rely on what it says. Make a new post instead."))
