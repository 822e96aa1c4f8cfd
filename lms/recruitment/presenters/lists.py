"""The list of applications: one's own, and those for posts one looks after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.text import Text
from lms.recruitment import queries
from lms.recruitment.models import ApplicationState
from lms.recruitment.permissions import Can
from lms.recruitment.presenters.parts import Tag, state_tag
from lms.recruitment.queries import Standing
from lms.recruitment.rules.states import NAMES, next_step

__all__ = ["ApplicationsPage", "TheirsLine", "applications_page", "their_line"]


@dataclass(frozen=True)
class MineLine:
    """One of one's own applications."""

    id: UUID
    title: str
    team: str
    tag: Tag
    says: Text
    who: Text


@dataclass(frozen=True)
class TheirsLine:
    """One application for a post that one looks after."""

    id: UUID
    name: str
    title: str
    team: str
    tag: Tag
    scores: int
    short: bool
    submitted_at: datetime


@dataclass(frozen=True)
class ApplicationsPage:
    """One's own applications, and those one looks after."""

    mine: Sequence[MineLine]
    theirs: Sequence[TheirsLine]
    slice: Slice[Any]
    applies: bool
    manages: bool
    state: str
    states: Sequence[tuple[str, Text]]


def applications_page(session: Session, actor: Actor, *, state: str, cursor: str) -> ApplicationsPage:
    """Both halves, each only for whom it is meant."""
    applies, manages = actor.can(Can.APPLY), actor.can(Can.MANAGE)
    chosen = ApplicationState(state) if state in set(ApplicationState) else None
    mine = queries.own_standings(session, actor.id) if applies else []
    found: Slice[Any] = queries.managed_page(session, actor, state=chosen, cursor=cursor) if manages else Slice([])
    return ApplicationsPage(
        [_mine(one) for one in mine],
        [their_line(*row) for row in found.items],
        found,
        applies,
        manages,
        chosen.value if chosen else "",
        [(one.value, name) for one, name in NAMES.items() if one is not ApplicationState.DRAFT],
    )


def _mine(one: Standing) -> MineLine:
    met = one.interview is not None and one.interview.starts_at < clock.now()
    says, who = next_step(one.application.state, met=met, short=one.short)
    return MineLine(one.application.id, one.post.title, one.node.name, state_tag(one.application), says, who)


def their_line(application: Any, post: Any, node: Any, person: Any, scores: int, short: bool) -> TheirsLine:
    """One row of `managed_page`."""
    return TheirsLine(
        application.id,
        person.chosen_name,
        post.title,
        node.name,
        state_tag(application),
        scores,
        short and application.state is ApplicationState.SUBMITTED,
        application.submitted_at,
    )
